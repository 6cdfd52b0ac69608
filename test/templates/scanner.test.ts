import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elementsOf } from "../../src/templates/message-elements.ts";
import { scanner } from "../../src/templates/scanner.ts";
import { cut } from "./messages.ts";

describe("a token", () => {
  it.each([
    ["session opened for root", "session opened for root"],
    ["a (b) [c]: d", "a ( b ) [ c ] : d"],
    ["blank\tand  \u0000 NUL separate", "blank and NUL separate"],
    ["naïve Привет 日本", "naïve Привет 日本"],
  ])("is a run of letters; signs stand alone: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it.each([
    ["port 8080", "port <*>"],
    ["at 10.251.73.220 now", "at <*> now"],
    ["id 550e8400-e29b-41d4-a716-446655440000 ok", "id <*> ok"],
    ["ptr 0x1f deadbeef01 end", "ptr <*> end"],
    ["mail to bob@example.org sent", "mail to <*> sent"],
  ])("with a digit or an inner @ is a value: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it.each([
    ["block blk_-1608999687919862906 lost", "block blk_<*> lost"],
    ["on tty2 now", "on tty<*> now"],
    ["eth0 up", "eth<*> up"],
    ["Thunderbird_A8 up", "Thunderbird_<*> up"],
    ["node-27 up", "node-<*> up"],
  ])("of letters with a number behind is a stem: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it.each(["jk2_init called", "log4j.Appender failed", "org.v2.app.JobEvent sent"])(
    "that is a name with a digit in it stays a word: %j",
    (message) => {
      expect(cut(message)).toBe(message);
    },
  );

  it("of hexadecimal letters is a value from eight letters on", () => {
    expect(cut("mask ffffffff set")).toBe("mask <*> set");
    expect(cut("a facade added")).toBe("a facade added");
  });

  it.each([
    ["open /var/log/x failed", "open <*> failed"],
    ["open ./x failed", "open <*> failed"],
    ["read/write error", "read/write error"],
    ["open C:\\temp\\a.txt now", "open <*> now"],
    ["get https://example.org/a?b=c&d=e now", "get <*> now"],
    ["PWD=/ ; USER=x", "PWD = <*> ; USER = x"],
    ["GET / HTTP/1.1", "GET <*>"],
  ])("that is a path or a URL is a value: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it.each([
    ["from proxy.example.com down", "from <*> down"],
    ["from a.b.de down", "from <*> down"],
    ["class java.lang.String down", "class java.lang.String down"],
    ["to proxy.cse.cuhk.edu.hk:5070 open", "to <*> open"],
  ])("that is a host name is a value, with its port: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it("that is a literal is a value, but not as the first word", () => {
    expect(cut("ok true null None")).toBe("ok <*>");
    expect(cut("None of it")).toBe("None of it");
    expect(cut("terminal=? res=x")).toBe("terminal = <*> res = x");
  });
});

describe("a value absorbs", () => {
  it.each([
    ["took 12 ms", "took <*>"],
    ["took 12ms", "took <*>"],
    ["ms took", "ms took"],
    ["since Mon Jun 14 15:16:01 UTC 2004", "since <*>"],
    ["wait <1 sec more", "wait <*> more"],
    ["tag <1> more", "tag < <*> > more"],
    ["mac 00:0a:ff:f2:9f:cc seen", "mac <*> seen"],
    ["from 10.0.0.1 (host.example) in", "from <*> ( host.example ) in"],
    ["from 10.0.0.1 (10.0.0.2) in", "from <*> in"],
    ["from 10.0.0.1 () in", "from <*> in"],
    ["1190 bytes (1.16 KB) sent", "<*> bytes sent"],
    ["ids 1, 2, 3 done", "ids <*> done"],
    ["nodes an14 an15 an16 done", "nodes an<*> done"],
  ])("what belongs to it: %j", (message, expected) => {
    expect(cut(message)).toBe(expected);
  });

  it("and a run of dots is one sign whatever its length", () => {
    expect(cut("prefetch depth....")).toBe("prefetch depth ...");
    expect(cut("prefetch depth..")).toBe("prefetch depth ...");
  });
});

const anyBytes = fc.uint8Array({ maxLength: 400 });
/** Bytes as logs have them: signs, digits, letters in the proportions that make rules meet. */
const logBytes = fc
  .array(
    fc.constantFrom(..." .:/\\@=()<>?_-,[]0019afkzAGB\"'\u0000\u00e9".split(""), "GET", "ms", "Jun", "true", ".."),
    {
      maxLength: 60,
    },
  )
  .map((parts) => new Uint8Array(Buffer.from(parts.join(""))));

describe("scanning", () => {
  it("reads nothing beyond the end and nothing before the start", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyBytes, logBytes),
        fc.oneof(anyBytes, logBytes),
        fc.oneof(anyBytes, logBytes),
        (left, middle, right) => {
          const alone = scanner();
          const within = scanner();
          const joined = new Uint8Array([...left, ...middle, ...right]);
          const count = alone.scan(middle, 0, middle.length);
          expect(within.scan(joined, left.length, left.length + middle.length)).toBe(count);
          for (let at = 0; at < count; at++) {
            expect(within.kinds[at]).toBe(alone.kinds[at]);
            expect(within.hashes[at]).toBe(alone.hashes[at]);
            expect(within.starts[at]).toBe(alone.starts[at]! + left.length);
            expect(within.ends[at]).toBe(alone.ends[at]! + left.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives elements in order, inside the message, at most 192", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, logBytes), (bytes) => {
        const scanned = scanner();
        const count = scanned.scan(bytes, 0, bytes.length);
        expect(count).toBeLessThanOrEqual(192);
        for (let at = 0; at < count; at++) {
          expect(scanned.starts[at]!).toBeGreaterThanOrEqual(at === 0 ? 0 : scanned.ends[at - 1]!);
          expect(scanned.ends[at]!).toBeGreaterThan(scanned.starts[at]!);
          expect(scanned.ends[at]!).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
    const long = Buffer.from("word ".repeat(1000));
    expect(scanner().scan(long, 0, long.length)).toBe(192);
  });

  it("gives equal keys exactly to equal elements", () => {
    const read = (bytes: Uint8Array): { key: string; elements: string } => {
      const scanned = scanner();
      const count = scanned.scan(bytes, 0, bytes.length);
      scanned.foldKey(count);
      const elements = elementsOf(scanned, count, bytes).map(({ kind, text }) => `${kind} ${text}`);
      return { key: scanned.key.join(), elements: elements.join("\n") };
    };
    // From few words, so that equal and nearly equal messages are common.
    const message = fc
      .array(fc.constantFrom("a", "b", "blk_1", "blk_2", "tty1", "7", "8", "..", "...", ".", "(", "ms", "a1bcd"), {
        maxLength: 5,
      })
      .map((words) => new Uint8Array(Buffer.from(words.join(" "))));
    const seen = new Map<string, string>();
    const back = new Map<string, string>();
    fc.assert(
      fc.property(fc.oneof(message, logBytes), (bytes) => {
        const { key, elements } = read(bytes);
        expect(seen.get(elements) ?? key).toBe(key);
        expect(back.get(key) ?? elements).toBe(elements);
        seen.set(elements, key);
        back.set(key, elements);
      }),
      { numRuns: 4000 },
    );
    expect(seen.size).toBeGreaterThan(500);
  });
});
