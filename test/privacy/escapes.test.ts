import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unescaped, unescapedBytes, unescapings } from "../../src/privacy/escapes.ts";
import { privacy } from "../../src/privacy/reveal.ts";
import { SECRET_RULES } from "../../src/privacy/secrets.ts";

const encoder = new TextEncoder();
const escapeOf = (character: string): string => `\\u00${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

describe("texts with escapes (R-105)", () => {
  it("are read without them, and each character knows where it stood", () => {
    const [plain] = unescapings('{"pass\\u0077ord":"a\\/b"}');
    expect(plain?.text).toBe('{"password":"a/b"}');
    expect(plain?.starts.length).toBe((plain?.text.length ?? 0) + 1);
    expect(plain?.starts.slice(5, 9)).toEqual([5, 6, 12, 13]);
    expect(unescapings("C:\\temp\\new \\u001b[0m")).toEqual([]);
    expect(unescaped("\\\\u0041\\x42\\/")).toBe("AB/");
    expect(unescapings("\\u0022a\\u0022").map(({ text }) => text)).toEqual(['"a"', "qaq"]);
  });

  it("are the same for the prefilter, which looks at bytes", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "\\",
        "\\\\",
        "\\u00",
        "\\u0022",
        "\\U0041",
        "\\x22",
        "\\x",
        "\\/",
        "\\u009f",
        "\\u00e4",
        "\u001b[0m",
        "\u001b[1;31m",
        "\u001b[",
        "7",
        "a",
      ),
      fc.stringMatching(/^[ -~]{0,4}$/),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const bytes = encoder.encode(text);
        const { bytes: out, length } = unescapedBytes(bytes, 0, bytes.length);
        const expected = unescapings(text)[0]?.text ?? text;
        expect(Buffer.from(out.subarray(0, length)).toString("latin1")).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["q=password%3DZq4skj2Yy1Cz%26x=1", "Zq4skj2Yy1Cz"],
    ["q=%7B%22password%22%3A%22Zq4skj2Yy1Cz%22%7D", "Zq4skj2Yy1Cz"],
    ["to=https%3A%2F%2Fbob%3AZq4skj2Yy1Cz%40y.io", "Zq4skj2Yy1Cz"],
    ["to=https%253a%252f%252fbob%253aZq4skj2Yy1Cz%2540y.io", "Zq4skj2Yy1Cz"],
  ])("R-105: hide no secret in a URL within a URL: %s", (text, secret) => {
    const line = encoder.encode(`GET /go?${text} 302`);
    const shown = privacy().reveal(line, 0, line.length);
    expect(shown).not.toContain(secret);
    expect(shown).toMatch(/^GET \/go\?.* 302$/);
  });

  it.each([
    "pass\u001b[0mword=Zq4skj2Yy1Cz",
    "\u001b[36mpassword\u001b[0m=Zq4skj2Yy1Cz",
    "\u001b[36mpassword=\u001b[0mZq4skj2Yy1Cz\u001b[0m",
    '\u001b[35mpassword\u001b[39m: "Zq4skj2Yy1Cz"',
    "\u001b[35mpassword\u001b[39m \u001b[1m=\u001b[0m \u001b[32mZq4skj2Yy1Cz\u001b[0m",
    "password=Zq4s\u001b[1mkj2Yy1Cz",
  ])("R-105: hide no secret among the colours of a terminal: %j", (text) => {
    const line = encoder.encode(`\u001b[32mINFO\u001b[0m ${text} ok`);
    const door = privacy();
    const shown = door.reveal(line, 0, line.length);
    expect(shown).not.toContain("kj2Yy1Cz");
    expect(shown).toContain(" ok");
    expect(door.redact("again Zq4skj2Yy1Cz")).not.toContain("Zq4skj2Yy1Cz");
  });

  it("hide no secret, whichever of its characters and of those around it are escaped", () => {
    const samples = SECRET_RULES.flatMap(({ samples: all }) => all).filter(
      ({ text, secret }) => secret.length >= 6 && /^[\x20-\x7e]*$/.test(text) && !text.includes("\\"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.infiniteStream(fc.boolean()), ({ text, secret }, isEscaped) => {
        // What an escaped quote or slash means depends on who wrote it: those stay.
        const written = [...text].map((each) =>
          /[\w.:=+-]/.test(each) && isEscaped.next().value === true ? escapeOf(each) : each,
        );
        const at = text.indexOf(secret);
        const raw = written.slice(at, at + secret.length).join("");
        const line = encoder.encode(`12:00:01 ${written.join("")}`);
        const door = privacy();
        expect(door.maySecret(line, 0, line.length)).toBe(true);
        const shown = door.reveal(line, 0, line.length);
        expect(shown).not.toContain(raw);
        expect(unescaped(shown)).not.toContain(secret);
        expect(door.redact(secret)).not.toContain(secret);
        expect(door.redact(shown)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
  });
});
