import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyzed, settingsOf } from "./harness.ts";

const day = (odd: readonly string[]): string => {
  const lines: string[] = [];
  for (let i = 0; i < 300; i++) {
    const time = new Date(Date.UTC(2026, 2, 1, 8) + i * 1000).toISOString();
    lines.push(`${time} INFO [api] request ${i} served in ${(i * 7) % 40} ms`);
    const extra = odd[i - 200];
    if (extra !== undefined) lines.push(`${time} ${extra}`);
  }
  return `${lines.join("\n")}\n`;
};
const told = (result: Awaited<ReturnType<typeof analyzed>>): string[] =>
  result.incidents.filter(({ severity }) => severity !== "low").map(({ first_cause }) => first_cause.text);

describe("rules and marks of the user's", () => {
  const line = "INFO [mall] payment gateway switched to plan B";

  it("finds what a pattern of the user's matches, and says which rule it was", async () => {
    const log = { name: "a.log", text: day([line]) };
    expect(told(await analyzed([log]))).toEqual([]);
    const rule = { name: "plan b", pattern: "switched to plan [A-C]", reason: "The second gateway costs more" };
    const found = await analyzed([log], { config: { rules: { additional_rule_based_patterns: [rule] } } });
    expect(told(found)).toEqual([expect.stringContaining("plan B")]);
    expect(JSON.stringify(found.incidents[0]?.factors)).toContain("The second gateway costs more");
    expect(found.anomalies).toMatchObject([
      {
        is_rule_based: true,
        classification: "anomaly",
        reason: "The second gateway costs more: 1 line; normal is none.",
      },
    ]);
  });

  it("takes out what a security pattern of the user's matches, everywhere", async () => {
    const log = { name: "a.log", text: day(["INFO [door] badge ZK-20417-Q opened gate 4"]) };
    const rule = { name: "Badge Number", pattern: "ZK-\\d{5}-[A-Z]", reason: "Badges open doors." };
    const found = await analyzed([log], { config: { rules: { additional_security_patterns: [rule] } } });
    expect(found.results.summary.security_leaks).toMatchObject([{ kind: "badge-number" }]);
    expect(found.anomalies).toMatchObject([
      {
        is_security_related: true,
        reason: "A secret (badge-number) stands readable in this line. Badges open doors.",
      },
    ]);
    for (const text of Object.values(found.files)) expect(text).not.toContain("ZK-20417-Q");
  });

  it("counts marks that hide something, however many statements one hides", async () => {
    const pattern = "connection to printer refused";
    const log = { name: "a.log", text: day([`ERROR [mall] ${pattern}`, `WARN [shop] ${pattern}`]) };
    const known_normal = [
      { pattern, reason: "it is off" },
      { pattern: "no such line", reason: "never seen" },
    ];
    const found = await analyzed([log], { config: { known_normal } });
    expect(found.results.summary.known_normal).toEqual({ lines: 2, rules: 1 });
  });

  it("says nothing of what is known to be normal, and counts it, until the mark expires", async () => {
    const error = "ERROR [mall] connection to printer refused: no route to host";
    const log = { name: "a.log", text: day([error]) };
    const pattern = "connection to printer refused: no route to host";
    const marked = (expires: string) => ({ config: { known_normal: [{ pattern, reason: "it is off", expires }] } });
    expect(told(await analyzed([log]))).toHaveLength(1);
    const hidden = await analyzed([log], marked("2026-03-01"));
    expect(told(hidden)).toEqual([]);
    expect(hidden.results.summary.known_normal).toEqual({ lines: 1, rules: 1 });
    const expired = await analyzed([log], marked("2026-02-28"));
    expect(told(expired)).toHaveLength(1);
    expect(expired.results.summary.known_normal).toEqual({ lines: 0, rules: 0 });
    expect(expired.results.summary.notes).toEqual([
      `known_normal: "${pattern}" expired on 2026-02-28 and hides nothing`,
    ]);
  });
});

describe("rules that match by a value", () => {
  const rule = (name: string, pattern: string, reason = "") => ({ name, pattern, reason });
  const withRules = (...rules: readonly object[]) => ({ config: { rules: { additional_rule_based_patterns: rules } } });
  /** One template; every `nth` line says `odd`, the others `usual`. */
  const among = (count: number, nth: number, of: (value: string, i: number) => string, odd: string, usual: string) =>
    Array.from({ length: count }, (_, i) => {
      const time = new Date(Date.UTC(2026, 2, 1, 8) + i * 1000).toISOString();
      return `${time} INFO [api] ${of(i % nth === nth - 1 ? odd : usual, i)}`;
    }).join("\n");
  const answered = (value: string, i: number): string => `request ${i} answered status=${value} in ${i % 9} ms`;
  const linesOf = ({ anomalies }: Awaited<ReturnType<typeof analyzed>>): string[] =>
    anomalies.filter(({ kind }) => kind === "event").map(({ log }) => log);

  it.each([2, 40, 600])("are told on every line that matches and on no other, one of %i lines", async (nth) => {
    const log = { name: "a.log", text: among(1200, nth, answered, "500", "200") };
    const found = await analyzed([log], withRules(rule("five hundred", "status[=:]\\s*500", "The shop is down.")));
    const said = linesOf(found);
    expect(said).toHaveLength(1200 / nth);
    expect(said.every((text) => text.includes("status=500"))).toBe(true);
    for (const { reason, is_rule_based, classification, tags } of found.anomalies.filter(
      ({ kind }) => kind === "event",
    ))
      expect({ reason, is_rule_based, classification, tags: tags.length > 0 }).toEqual({
        reason: `The shop is down: ${1200 / nth} line${nth === 1200 ? "" : "s"}; normal is none.`,
        is_rule_based: true,
        classification: "anomaly",
        tags: true,
      });
    expect(told(found)[0]).toContain("status=500");
    const without = await analyzed([log]);
    expect(linesOf(without)).toEqual([]);
    // Templates are what they were.
    const templates = (of: typeof found) =>
      [...of.results.templates].map(({ template_id, template, count, status }) => ({
        template_id,
        template,
        count,
        status: status === "rare",
      }));
    expect(templates(found)).toEqual(templates(without));
  });

  it("are told by words as well as by values, in any case of letters", async () => {
    const log = { name: "a.log", text: day(["INFO [mall] user=Mallory came in", "INFO [mall] user=alice came in"]) };
    const found = await analyzed([log], withRules(rule("mallory", "user=mallory")));
    expect(linesOf(found)).toEqual([expect.stringContaining("user=Mallory")]);
    expect(found.anomalies[0]?.reason).toBe("The rule mallory matches: 1 line; normal is none.");
  });

  it("say the first of two rules that match a line", async () => {
    const both = [rule("b", "answered.*500", "Second in the file"), rule("a", "status=500", "First by name")];
    const log = { name: "a.log", text: among(300, 100, answered, "500", "200") };
    for (const [rules, reason] of [
      [both, "Second in the file"],
      [[...both].reverse(), "First by name"],
    ] as const) {
      const found = await analyzed([log], withRules(...rules));
      expect(linesOf(found)).toHaveLength(3);
      for (const anomaly of found.anomalies) expect(anomaly.reason).toContain(reason);
    }
  });

  it("are those of detectors.rules.patterns, too, before the others; and none where the detector is off", async () => {
    const log = { name: "a.log", text: among(300, 100, answered, "500", "200") };
    const { rules } = withRules(rule("later", "500 in", "Later")).config;
    const patterns = [rule("own", "status=500", "Own")];
    const found = await analyzed([log], { config: { rules, detectors: { rules: { patterns } } } });
    expect(found.anomalies.map(({ reason }) => reason)).toEqual(Array(3).fill("Own: 3 lines; normal is none."));
    const off = await analyzed([log], { config: { rules, detectors: { rules: { enabled: false } } } });
    expect(linesOf(off)).toEqual([]);
    expect(() => settingsOf({ detectors: { rules: { patterns: [rule("bad", "(")] } } })).toThrow("RE2");
  });

  it("leave the other lines of a template their own words", async () => {
    const failing = (i: number): string =>
      i === 700 ? "INFO [api] step 700 failed with code 77" : `FATAL [api] step ${i} failed with code 12`;
    const text = Array.from({ length: 1500 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 2, 1, 8) + i * 1000).toISOString();
      return `${time} ${i % 25 === 0 ? failing(i) : `INFO [api] request ${i} served in ${i % 9} ms`}`;
    }).join("\n");
    const found = await analyzed([{ name: "a.log", text }], withRules(rule("odd", "code 77", "This code matters")));
    const reasons = (level: string) => new Set(found.anomalies.filter((a) => a.level === level).map((a) => a.reason));
    expect([...reasons("info")]).toEqual(["This code matters: 1 line; normal is none."]);
    expect([...reasons("critical")]).toEqual([expect.stringContaining("in 59 lines of 1,500")]);
  });

  it.each([
    ["Database Error", "(?:database|db).*error", "the database raised an error", "the database raised a flag"],
    ["Service Timeout", "(?:timeout|timed out|request timed out)", "call 7 timed out", "call 7 came back"],
    ["HTTP 500 Error", "status\\s*[:=]\\s*500", "GET /a status: 500", "GET /a status: 200"],
    ["Process Crash", "(?:process|service)\\s*(?:exited|crashed|terminated)", "Process exited 3", "Process began 3"],
    ["Restart Detected", "(?:restart|restarting)", "pod web-7 restarting", "pod web-7 resting"],
    [
      "Dependency Failure",
      "(?:dependency|service)\\s*(?:unavailable|failed|error)",
      "Service unavailable",
      "Service up",
    ],
    ["Configuration Issue", "(?:invalid|missing)\\s*configuration", "missing configuration x", "found configuration x"],
    ["Resource Limit Issue", "(?:out of memory|OOM|cpu limit exceeded|quota exceeded)", "quota exceeded", "quota kept"],
  ])("find what LogAnomaly's rule %s finds", async (name, pattern, matching, other) => {
    const log = { name: "a.log", text: day([`INFO [mall] ${matching}`, `INFO [mall] ${other}`]) };
    const found = await analyzed([log], withRules(rule(name, pattern, `${name} it is.`)));
    const events = found.anomalies.filter(({ reason }) => reason.startsWith(`${name} it is: 1 line`));
    expect(events).toMatchObject([{ is_rule_based: true, log: expect.stringContaining(matching) }]);
  });

  it("match the text of a message in JSON, not the way it is written", async () => {
    const text = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({
        time: `2026-03-01T08:00:00.${100 + i}Z`,
        level: "info",
        msg: `said "${i % 100 === 7 ? "no" : "yes"}"`,
      }),
    ).join("\n");
    const found = await analyzed([{ name: "a.log", text }], withRules(rule("no", '^said "no"$')));
    expect(linesOf(found)).toHaveLength(3);
  });

  it("give the same bytes however the input is cut", async () => {
    const line = fc.tuple(fc.constantFrom("INFO", "WARN"), fc.integer({ min: 0, max: 5 }), fc.string({ maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 60 }), async (lines) => {
        const text = lines.map(([level, value, tail]) => `${level} [a] took ${value} of ${tail}`).join("\n");
        const log = [{ name: "a.log", text }];
        const known_normal = [{ pattern: "took 1 of", reason: "calm" }];
        const config = { known_normal, ...withRules(rule("two", "took 2"), rule("odd", "of [a-f]")).config };
        const whole = await analyzed(log, { config, wantScores: true });
        for (const [batchSize, chunkBytes] of [
          [1, 5],
          [7, 64],
        ] as const)
          expect((await analyzed(log, { config, batchSize, chunkBytes, wantScores: true })).files).toEqual(whole.files);
      }),
      { numRuns: 15, seed: 5 },
    );
  });
});

describe("marks of single lines", () => {
  const failed = (disk: string): string => `ERROR [mall] disk ${disk} failed with code 17`;

  it("hide the lines that are the mark's text, not others of their template", async () => {
    const log = { name: "a.log", text: day([failed("4"), failed("9"), failed("4")]) };
    const hidden = (pattern: string) =>
      analyzed([log], { config: { known_normal: [{ pattern, reason: "it is old" }] } });
    const lines = ({ anomalies }: Awaited<ReturnType<typeof analyzed>>) =>
      anomalies.map(({ log: said }) => /disk \d/.exec(said)?.[0]);
    expect(lines(await analyzed([log]))).toContain("disk 4");
    const one = await hidden("disk 4 failed with code 17");
    expect([...new Set(lines(one))]).toEqual(["disk 9"]);
    expect(one.results.summary.known_normal).toEqual({ lines: 2, rules: 1 });
    const template = [...one.results.templates].find(({ template: text }) => text.startsWith("disk"))?.template ?? "";
    const all = await hidden(template);
    expect(lines(all)).toEqual([]);
    expect(all.results.summary.known_normal).toEqual({ lines: 3, rules: 1 });
  });

  it("win over a rule that matches the same line", async () => {
    const log = { name: "a.log", text: day([failed("4"), failed("9")]) };
    const config = {
      known_normal: [{ pattern: "disk 4 failed with code 17", reason: "it is old" }],
      rules: { additional_rule_based_patterns: [{ name: "disk", pattern: "disk \\d", reason: "Disks" }] },
    };
    const found = await analyzed([log], { config });
    expect(found.anomalies.map(({ log: said }) => said)).toEqual([expect.stringContaining("disk 9")]);
  });

  it("know a text by its placeholder where a secret stood", async () => {
    const login = "ERROR [mall] login refused for password=hunter2hunter2";
    const log = { name: "a.log", text: day([login]) };
    const text = (await analyzed([log])).anomalies[0]?.log.replace(/^.*\[mall\] /, "") ?? "";
    expect(text).toContain("·1]");
    const found = await analyzed([log], { config: { known_normal: [{ pattern: text, reason: "a test account" }] } });
    expect(found.results.summary.known_normal).toEqual({ lines: 1, rules: 1 });
  });

  it("tell nothing apart once they have expired", async () => {
    const log = { name: "a.log", text: day([failed("4"), failed("9"), failed("4")]) };
    const known_normal = [{ pattern: "disk 4 failed with code 17", reason: "it is old", expires: "2026-02-01" }];
    const expired = await analyzed([log], { config: { known_normal } });
    const plain = await analyzed([log]);
    expect(expired.files["anomalies.json"]).toEqual(plain.files["anomalies.json"]);
    expect(expired.files["incidents.json"]).toEqual(plain.files["incidents.json"]);
  });
});
