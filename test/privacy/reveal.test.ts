import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearPattern } from "../../src/core/linear-pattern.ts";
import { privacy, UNREADABLE } from "../../src/privacy/reveal.ts";
import { findSecrets, SECRET_RULES } from "../../src/privacy/secrets.ts";

const encoder = new TextEncoder();
const opened = (options?: Parameters<typeof privacy>[0]) => {
  const door = privacy(options);
  const whole = (text: string): [Uint8Array, number, number] => {
    const bytes = encoder.encode(text);
    return [bytes, 0, bytes.length];
  };
  return {
    ...door,
    revealText: (text: string) => door.reveal(...whole(text)),
    leaksOf: (text: string) => door.leaks(...whole(text)),
  };
};

describe("reveal", () => {
  it("decodes UTF-8 and shows invalid bytes as U+FFFD", () => {
    const door = privacy();
    const bytes = Uint8Array.from([0x61, 0xff, 0xc3, 0xa4, 0x62]);
    expect(door.reveal(bytes, 0, bytes.length)).toBe("a\ufffdäb");
    expect(door.reveal(bytes, 2, 4)).toBe("ä");
  });

  it("leaves a byte order mark inside the text", () => {
    const bytes = encoder.encode("\ufeffx");
    expect(privacy().reveal(bytes, 0, bytes.length)).toBe("\ufeffx");
  });

  it("gives the same value the same placeholder, numbered in order of appearance", () => {
    const { revealText } = opened();
    expect(revealText("password=hunter2")).toBe("password=[password·1]");
    expect(revealText("password=other99 then pwd=hunter2")).toBe("password=[password·2] then pwd=[password·1]");
    expect(revealText("password=secret")).toBe("password=[password·3]");
    expect(revealText('{"password":"hunter2"}')).toBe('{"password":"[password·1]"}');
  });

  it("knows a secret again where nothing says what it is", () => {
    const { revealText, redact } = opened();
    revealText("token=abc123XYZ and password=ab");
    expect(redact("abc123XYZ")).toBe("[token·1]");
    expect(redact("args [abc123XYZ, 7]")).toBe("args [[token·1], 7]");
    expect(redact("ab")).toBe("[password·1]");
    expect(redact("the ab in cab")).toBe("the ab in cab");
  });

  it("numbers by lines when leaks are looked for first", () => {
    const { leaksOf, revealText } = opened();
    expect(leaksOf("a password=first1 b")).toEqual([{ kind: "password", excerpt: "a password=[password·1] b" }]);
    expect(leaksOf("nothing here")).toEqual([]);
    leaksOf("a password=second2 b");
    expect(revealText("password=second2")).toBe("password=[password·2]");
  });

  it("shows an excerpt around the place, on one line and short", () => {
    const { leaksOf } = opened();
    const [leak] = leaksOf(`first\n${"x ".repeat(300)}password=hunter2 ${"y ".repeat(300)}\nlast`);
    expect(leak?.excerpt.length).toBeLessThanOrEqual(160);
    expect(leak?.excerpt).toContain("password=[password·1]");
    expect(leak?.excerpt).not.toContain("\n");
  });

  it("takes a private key out to the end of the record", () => {
    const { revealText } = opened();
    expect(revealText("k\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\nabcd")).toBe("k\n[private-key·1]");
  });

  it("finds what the user adds, also where no rule of its own would look", () => {
    const { revealText, leaksOf, counts } = opened({
      additional: [{ name: "Badge No", pattern: linearPattern("B-\\d{4}") }],
    });
    expect(leaksOf("badge B-1234 and B-5678").map((leak) => leak.kind)).toEqual(["badge-no", "badge-no"]);
    expect(revealText("badge B-5678")).toBe("badge [badge-no·2]");
    expect(counts()).toEqual({ "badge-no": 2 });
  });

  it("refuses a name that cannot stand in a placeholder", () => {
    expect(() => privacy({ additional: [{ name: "--", pattern: linearPattern("x") }] })).toThrow(
      /to begin with a letter/,
    );
  });

  it("fails closed", () => {
    const door = opened();
    const whole = RegExp.prototype[Symbol.matchAll];
    RegExp.prototype[Symbol.matchAll] = () => {
      throw new Error("out of luck");
    };
    try {
      expect(door.revealText("secret password=hunter2")).toBe(UNREADABLE);
      expect(door.redact("secret password=hunter2")).toBe(UNREADABLE);
      expect(door.leaksOf("secret password=hunter2")).toEqual([{ kind: "unreadable", excerpt: UNREADABLE }]);
    } finally {
      RegExp.prototype[Symbol.matchAll] = whole;
    }
  });
});

/** Samples of all rules, and generated values in the forms in which they are written. */
const planted = fc.oneof(
  fc.constantFrom(...SECRET_RULES.flatMap((rule) => rule.samples)).map(({ text, secret }) => ({ text, secret })),
  fc
    .tuple(
      fc.constantFrom(
        "password=",
        "passwd: ",
        'password":"',
        "api_key=",
        "X-Api-Key: ",
        "client_secret=",
        "access_token=",
        "--password ",
      ),
      fc.stringMatching(/^[A-Z][a-z0-9]{7,20}[0-9]$/),
    )
    .map(([key, secret]) => ({ text: key.endsWith('"') ? `{"${key}${secret}"}` : `${key}${secret}`, secret })),
  fc
    .tuple(fc.stringMatching(/^[a-z]{2,8}$/), fc.stringMatching(/^[A-Za-z0-9!$%^*]{5,20}[0-9]$/))
    .map(([user, secret]) => ({ text: `https://${user}:${secret}@host/x`, secret })),
);
const words = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z]{1,9}$/),
      fc.nat().map(String),
      fc.constantFrom("ERROR", "12:00:01", "[main]", "«ü»", "日本"),
    ),
    {
      maxLength: 6,
    },
  )
  .map((each) => each.join(" "));

describe("redaction as a whole (R-105)", () => {
  it("never reveals a planted secret, and the second time changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, planted), { minLength: 1, maxLength: 4 }), words, (parts, tail) => {
        const { revealText, redact } = opened();
        const line = `${parts.map(([before, { text }]) => `${before} ${text}`).join(" ")} ${tail}`;
        const shown = revealText(line);
        for (const [, { secret }] of parts) {
          // Short values may be words of the line as well, or a part of what stands around another secret.
          const around = `${parts.map(([before, one]) => `${before} ${one.text.replaceAll(one.secret, " ")}`).join(" ")} ${tail}`;
          if (secret.length >= 6 && !around.includes(secret)) expect(shown).not.toContain(secret);
        }
        expect(redact(shown)).toBe(shown);
        expect(revealText(shown)).toBe(shown);
        expect(revealText(line)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  it("lets the prefilter through whatever a rule would find", () => {
    fc.assert(
      fc.property(fc.tuple(words, planted, words), ([before, { text }, after]) => {
        const line = `${before} ${text} ${after}`;
        const bytes = encoder.encode(line);
        if (findSecrets(line).length > 0) expect(privacy().maySecret(bytes, 0, bytes.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
