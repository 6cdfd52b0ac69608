import { describe, expect, it } from "vitest";
import { maySecret } from "../../src/privacy/may-secret.ts";
import { findSecrets, SECRET_RULES } from "../../src/privacy/secrets.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const isLetThrough = (text: string): boolean => {
  const bytes = bytesOf(text);
  return maySecret(bytes, 0, bytes.length);
};

describe.each(SECRET_RULES.map((rule) => [rule.kind, rule] as const))("rule %s (R-105)", (_, rule) => {
  it.each(rule.samples.map(({ text, secret }) => [text, secret] as const))("finds the secret in %j", (text, secret) => {
    expect(rule.find(text).map(({ start, end }) => text.slice(start, end))).toContain(secret);
    expect(findSecrets(text).some(({ start, end }) => text.slice(start, end).includes(secret))).toBe(true);
  });

  it.each(rule.samples.map(({ text }) => text))("is let through by the prefilter: %j", (text) => {
    expect(isLetThrough(text)).toBe(true);
    expect(isLetThrough(`some head 12:00:01 ${text} and a tail`)).toBe(true);
  });

  it.each(rule.counterexamples.map((text) => [text] as const))("finds nothing in %j", (text) => {
    expect(findSecrets(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([]);
  });

  it("has a kind fit for a placeholder, and samples on both sides", () => {
    expect(rule.kind).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(rule.summary.length).toBeGreaterThan(8);
    expect(rule.samples.length).toBeGreaterThan(0);
    expect(rule.counterexamples.length).toBeGreaterThan(0);
  });
});

describe("secrets", () => {
  it("names a place by the rule listed first", () => {
    const text = `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefgh token=ghp_${"a1".repeat(18)}`;
    expect(findSecrets(text).map((each) => each.kind)).toEqual(["jwt", "github-token"]);
  });

  it("names every kind once", () => {
    expect(new Set(SECRET_RULES.map((rule) => rule.kind)).size).toBe(SECRET_RULES.length);
  });

  it.each([
    "-eyJ",
    "eyJaaaaaa.",
    "password=",
    "password: ",
    "-----BEGIN PRIVATE KEY-----",
    "a://b:",
    "://a:@",
    "cookie: a=b;",
    "sk-",
    "bearer ",
    "authorization: ",
    "4111 ",
    "4",
    "GB29 ",
    "--password ",
    '\\\\\\"',
    "SG.aaaaaaaaaaaaaaaaaaaa.",
    "x-api-key",
    "a.b-c_",
    'token="a b\\"',
    'password="\\"',
    "\\u0022password\\u0022:",
    "\\\\\\\\",
    " -u a:",
    "curl -u a",
    "mysql -p",
    'auth="aaaaaaaaaaaa',
    "jdbc:oracle:a:",
    '"auth" "a',
    "ODEyMzQ1Njc4OTAxMjM0NTY3.aaaaaa.",
    "a_4111",
    '"value":"',
    '"value":"a","name":"',
    '"name":"a","value":"',
    "password   ",
    'passwords:["a","',
    "https://a",
    "@tcp(",
    "%3A%2F%2F",
    "password is ",
    "docker login -p ",
    "net use \\\\a b /user:",
  ])("stays linear on repeated %j", (part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length));
    const before = performance.now();
    findSecrets(text);
    expect(performance.now() - before).toBeLessThan(4000);
  });
});
