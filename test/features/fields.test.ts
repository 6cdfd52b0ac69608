import { describe, expect, it } from "vitest";
import { fieldReader } from "../../src/features/fields.ts";

const line = (text: string, columns: Readonly<Record<string, string>> = {}) => ({
  text,
  clean: (value: string) => value.replace("s3cret", "[secret·1]"),
  column: (name: string) => (Object.hasOwn(columns, name) ? (columns[name] ?? "") : ""),
});
const user = { name: "user", extractors: ["user_id", "request.user", "host"], regex: "for user (\\w+)|by \\w+" };
const read = (text: string, columns?: Readonly<Record<string, string>>): string =>
  fieldReader([user]).of("user", line(text, columns));

describe("a field", () => {
  it("is a key of a JSON line first, nested ones with dots, then a column, then what the pattern finds", () => {
    expect(read('{"user_id":17,"msg":"for user eve"}', { host: "web-1" })).toBe("17");
    expect(read('{"request":{"user":"dan"},"user_id":null}')).toBe("dan");
    expect(read('{"request.user":"flat","request":{"user":"nested"}}')).toBe("flat");
    expect(read("login for user eve", { host: "web-1" })).toBe("web-1");
    expect(read("login for user eve")).toBe("eve");
    expect(read("login by carol")).toBe("by carol");
    expect(read("login")).toBe("");
  });

  it("is a pair of a key=value line, in quotes or bare, and never a part of another key", () => {
    expect(read('at=login old_user_id=1 user_id="Ann Lee" ok=true')).toBe("Ann Lee");
    expect(read("(user_id=ann, ok)")).toBe("ann");
    expect(read("x.user_id=ann")).toBe("");
    expect(read('{"user_id":"a"}{')).toBe("");
  });

  it("stands in an object behind a head, and where a secret was taken out", () => {
    expect(read('2026-03-16 stdout F {"user_id":"ann"}')).toBe("ann");
    expect(read('{"card": [card·1], "user_id": "ann"}')).toBe("ann");
    expect(read("user_id=[token·1] x")).toBe("[token·1]");
  });

  it("without a definition is a key or a column of that name; inherited names are none", () => {
    const reader = fieldReader([]);
    expect(reader.of("ip", line('{"ip":"192.0.2.1"}'))).toBe("192.0.2.1");
    expect(reader.of("level", line("text", { level: "error" }))).toBe("error");
    expect(reader.of("constructor", line('{"a":1}'))).toBe("");
    expect(reader.of("__proto__.x", line('{"a":1}'))).toBe("");
  });

  it("holds no secret that only showed when its escapes were read", () => {
    expect(read(String.raw`{"user_id":"s3\u0063ret"}`)).toBe("[secret·1]");
  });

  it("is cut where it is long", () => expect(read(`user_id=${"x".repeat(5000)}`)).toHaveLength(200));
});
