import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gravity } from "../../src/core/gravity.ts";
import { LEVEL } from "../../src/core/levels.ts";

const score = (message: string, level: number = LEVEL.none): number => gravity(message, level).score;
const CALM = "the tree was watered";

describe("gravity by level alone", () => {
  it.each([
    ["emergency", 3],
    ["alert", 3],
    ["critical", 3],
    ["error", 2],
    ["warn", 1],
    ["notice", 0],
    ["info", 0],
    ["debug", 0],
    ["trace", 0],
    ["none", 0],
  ] as const)("%s with calm words is %d", (level, expected) => {
    expect(score(CALM, LEVEL[level])).toBe(expected);
  });
});

describe("gravity by words alone", () => {
  it.each([
    "kernel panic",
    "disk failure on sda",
    "Out of memory: killed",
    "EXT3-fs error",
    "read-only file system",
    "core dumped",
    "segfault at 0",
  ])("%s is strong", (text) => {
    expect(gravity(text, LEVEL.none)).toMatchObject({ score: 2.7, words: 3 });
  });

  it.each([
    "request failed",
    "connection timed out",
    "Connection refused",
    "cannot open it",
    "server is down",
    "java.io.FooException here",
    "Net::OpenTimeout: execution expired",
    "job failed with Faraday::ConnectionFailure",
    "2 10.0.0.1 10.0.0.2 443 REJECT OK",
  ])("%s is a failure", (text) => {
    expect(gravity(text, LEVEL.none)).toMatchObject({ score: 1.6, words: 2 });
  });

  it.each(["retrying soon", "file is missing", "not found here", "unknown option", "queue leak", "the call was slow"])(
    "%s is weak",
    (text) => {
      expect(gravity(text, LEVEL.none)).toMatchObject({ score: 0.8, words: 1 });
    },
  );

  it("names the word that weighed most as it stands there, and none where there is none", () => {
    expect(gravity("retry, then Kernel PANIC", LEVEL.none).word).toBe("PANIC");
    expect(gravity(CALM, LEVEL.critical).word).toBe("");
  });

  it.each([
    "SessionTimeout 30",
    "using ConnectTimeout of 5s",
    "ReadTimeout=PT30S",
    "OnFailure=restart.target",
    "0 rejects",
    "iptables policy: REJECT",
  ])("%s is a setting or a count, and no failure", (text) => {
    expect(score(text)).toBe(0);
  });

  it("takes whole words only", () => {
    for (const text of ["a badger", "download", "downtown"]) expect(score(text)).toBe(0);
  });
});

describe("level and words together", () => {
  it("lets the graver lead and the other add", () => {
    expect(score("request failed", LEVEL.error)).toBeCloseTo(2 + 0.4 * 2);
    expect(score("request failed", LEVEL.warn)).toBeCloseTo(2 + 0.4 * 1);
    expect(score("kernel panic", LEVEL.warn)).toBeCloseTo(3 + 0.4 * 1);
    expect(score("kernel panic", LEVEL.critical)).toBeCloseTo(4.2);
    expect(score("file is missing", LEVEL.error)).toBeCloseTo(2 + 0.4 * 1);
  });

  it("keeps the order that evidence rests on: FATAL, ERROR with a failure, strong words, WARN with a failure", () => {
    const order = [
      score(CALM, LEVEL.critical),
      score("it failed", LEVEL.error),
      score("kernel panic"),
      score("it failed", LEVEL.warn),
    ];
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(new Set(order).size).toBe(4);
  });

  it("believes the programmer who wrote INFO more than a word, and no level says nothing", () => {
    expect(score("request failed", LEVEL.info)).toBeCloseTo(1.2);
    expect(score("request failed", LEVEL.notice)).toBeCloseTo(1.2);
    expect(score("kernel panic", LEVEL.info)).toBeCloseTo(1.8);
    expect(score("request failed", LEVEL.info)).toBeLessThan(score("request failed", LEVEL.none));
  });

  it("hardly listens to DEBUG and TRACE", () => {
    expect(score("request failed", LEVEL.debug)).toBeCloseTo(0.5);
    expect(score("kernel panic", LEVEL.trace)).toBeCloseTo(1.5);
    expect(score("file is missing", LEVEL.debug)).toBe(0);
  });
});

describe("what holds a failure word and reports none", () => {
  it.each([
    "finished with 0 errors",
    "no errors found",
    "zero failures",
    "without warnings",
    "errors=0 done",
    "lost: 0 of 9 packets",
    "error log rotated",
    "error handler installed",
    "timeout set to 30",
    "timeout=30",
    "setting the socket time out",
    "max retries 3",
    "failover ready",
    "shutting down",
    "count down",
    "error reporting enabled",
  ])("%s weighs nothing", (text) => {
    expect(score(text)).toBe(0);
  });

  it("does not hide the failure beside it", () => {
    expect(score("error log rotated, then request failed")).toBeCloseTo(1.6);
    expect(score("10 errors")).toBeCloseTo(1.6);
  });

  it.each(["connection restored after it failed", "recovery of a fault succeeded", "failed disk resolved"])(
    "%s is resolved and weighs less than its words",
    (text) => {
      expect(gravity(text, LEVEL.none).words).toBe(0.5);
    },
  );
});

describe("dump lines describe another event", () => {
  it.each([
    "machine check register.....0x0000",
    "00000000 11111111 22222222 ffffffff",
    "exception syndrome register: 0x00800000",
    "machine state register: 0x0002",
    "Call Trace:",
    "general purpose registers:",
  ])("%s is a detail, even with FATAL", (text) => {
    const found = gravity(text, LEVEL.critical);
    expect(found.isDump).toBe(true);
    expect(found.score).toBe(0.5);
  });

  it("are not told from their shape alone where the label itself reports a failure", () => {
    expect(gravity("uncorrectable errors: 0x12", LEVEL.error).isDump).toBe(false);
    expect(gravity("requests served: 12", LEVEL.error).isDump).toBe(true);
  });
});

describe("a caller's mistake is not a failure of the system", () => {
  it.each([
    "open /x: No such file or directory",
    "Permission denied",
    "GET /x 404",
    "File does not exist: /x",
    "bash: foo: command not found",
    "Exec format error",
  ])("%s is capped at one, whatever its level", (text) => {
    const found = gravity(text, LEVEL.critical);
    expect(found.isCallerError).toBe(true);
    expect(found.score).toBeLessThanOrEqual(1.4);
  });
});

describe("payloads", () => {
  it.each([
    "rpc.statd: gethostbyname error for %8x%8x%8x%8x%62716x%hn",
    "gethostbyname error for \\220\\220\\220\\220",
    "GET /../../../../etc/shadow",
    "GET /?q=1 UNION SELECT password",
    "comment <script>alert(1)</script>",
    "GET /scripts/cmd.exe?/c+dir",
    "GET /view?file=/etc/passwd",
  ])("%s looks like an attack", (text) => {
    expect(gravity(text, LEVEL.info)).toMatchObject({ score: 3.5, isPayload: true });
  });

  it.each([
    "прибыл поезд из Москвы",
    "日本語のログ行です、正常に終了しました",
    "größer, höher, weiter",
    "100 %x done",
    "run cmd.exe",
    "reading /etc/passwd",
  ])("%s does not", (text) => {
    expect(gravity(text, LEVEL.info).isPayload).toBe(false);
  });
});

describe("gravity of any text", () => {
  it("is between 0 and 4.2, the same each time, and judged by its beginning", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 900 }), fc.integer({ min: 0, max: 9 }), (text, level) => {
        const found = gravity(text, level);
        expect(found.score).toBeGreaterThanOrEqual(0);
        expect(found.score).toBeLessThanOrEqual(4.2);
        expect(gravity(text, level)).toEqual(found);
        expect(gravity(text.slice(0, 600), level)).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });

  it("takes linear time on text made to backtrack", () => {
    const long = [
      `${"a".repeat(100_000)}`,
      `${"0 ".repeat(50_000)}`,
      `${".".repeat(100_000)}x`,
      `set ${"set ".repeat(30_000)}`,
      "union ".repeat(20_000),
    ];
    const begun = performance.now();
    for (const text of long) gravity(text, LEVEL.none);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
