import { describe, expect, it } from "vitest";
import { analyzed, clockAt, quietLines } from "./harness.ts";

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const letters = (seed: number, length: number): string =>
  Array.from({ length }, (_, i) => "aB3dE5gH7jK9mN2pQ4rS6tU8vW"[(i * 7 + seed * 11 + ((i * i) % 5)) % 26]).join("");

/** Made-up credentials in the shape of real ones: the text around the secret, and the secret. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ["password", "login failed for alice password=", "Walnut-Velvet42!xyz"],
  ["AWS key", "upload failed, access key ", `AKIA${"Q7KJ3M2NXW5PL6RT"}`],
  ["GitHub token", "clone failed with token ", `ghp_${letters(1, 36)}`],
  [
    "JWT",
    "request refused, Authorization: Bearer ",
    `${base64({ alg: "HS256", typ: "JWT" })}.${base64({ sub: "svc-1" })}.${letters(2, 43)}`,
  ],
  ["credentials in a URL", "cannot connect to postgres://shop:", "Tulip-Cobalt77xq@db.internal:5432/shop"],
  ["card", "payment declined for card ", "4111 1111 1111 1111"],
  ["Slack token", "post failed, token ", `xoxb-${"123456789012"}-${"123456789013"}-${letters(3, 24)}`],
  ["Stripe key", "charge failed with key ", `sk_live_${letters(4, 24)}`],
  ["Google API key", "map request denied, key=", `AIza${letters(5, 35)}`],
  ["API key in a field", "call refused {api_key: ", `"${letters(6, 32)}"`],
  [
    "basic authorization",
    "proxy refused, Authorization: Basic ",
    Buffer.from("shop:Harbour-Quartz19").toString("base64"),
  ],
  ["session cookie", "session invalid, Cookie: session_id=", letters(7, 40)],
  ["IBAN", "transfer rejected to account ", "DE89370400440532013000"],
];

/** The part that must not be read anywhere. */
const core = (secret: string): string => secret.replace(/@.*$/, "").replaceAll('"', "");

const logOf = (lines: readonly string[]): string => {
  const all = quietLines(400);
  lines.forEach((line, i) => {
    all.splice(50 + i * 20, 0, line);
  });
  return `${all.join("\n")}\n`;
};

describe("R-105 secrets in the input", () => {
  const lineOf = ([, text, secret]: readonly [string, string, string], i: number): string =>
    `${clockAt(450 + i * 180)} ERROR [auth] ${text}${secret}`;

  it("are counted, all of them, where only the first are listed", async () => {
    const lines = Array.from(
      { length: 250 },
      (_, i) => `${clockAt(450 + i * 4)} INFO [web] GET /v1?api_key=sk_live_${letters(i, 24)}`,
    );
    const { summary } = (await analyzed([{ name: "app.log", text: `${[...quietLines(400), ...lines].join("\n")}\n` }]))
      .results;
    expect(summary.security_leaks).toHaveLength(200);
    expect(summary.security_leak_counts).toEqual({ "stripe-key": 250 });
    expect(summary.security_assessment).toMatchObject({
      data_exposure_incidents: { count: 250, types_detected: ["stripe-key"] },
    });
  });

  it("appear in no file that is written, whichever incident tells of them", async () => {
    const found = await analyzed([{ name: "app.log", text: logOf(PLANTED.map(lineOf)) }], { wantScores: true });
    const all = Object.values(found.files).join("\n");
    for (const [kind, , secret] of PLANTED) expect(all.includes(core(secret)), kind).toBe(false);
    for (const event of found.events)
      for (const [kind, , secret] of PLANTED) expect(JSON.stringify(event).includes(core(secret)), kind).toBe(false);
  });

  it.each(PLANTED)(
    "(%s) are reported as a leak on their line and raise an anomaly there",
    async (kind, text, secret) => {
      const found = await analyzed([{ name: "app.log", text: logOf([lineOf([kind, text, secret], 0)]) }]);
      expect(found.results.summary.security_leaks.map(({ line }) => line)).toContain(51);
      for (const { excerpt } of found.results.summary.security_leaks) expect(excerpt).not.toContain(core(secret));
      const [anomaly] = found.anomalies.filter(({ line }) => line === 51);
      expect(anomaly?.factors[0]?.kind).toBe("SECRET");
      expect(anomaly?.is_security_related).toBe(true);
      const incident = found.incidents.find(({ id }) => id === anomaly?.incident_id);
      expect(incident?.severity).toMatch(/^(medium|high|critical)$/);
      expect(incident?.factors[0]?.kind).toBe("SECRET");
      expect(Object.values(found.files).join("\n").includes(core(secret))).toBe(false);
    },
  );

  it("are found in fields of tables as they are elsewhere", async () => {
    const said = [
      '{"password":"Walnut-Velvet42!xyz"}',
      'login with password="Walnut-Velvet42!xyz" refused',
      'password: "Walnut-Velvet42!xyz two words"',
    ];
    const rows = Array.from({ length: 300 }, (_, i) => {
      const message = i % 100 === 50 ? said[(i - 50) / 100]! : `page ${i} served, in ${i % 40} ms`;
      return `${clockAt(450 + i)},INFO,web,"${message.replaceAll('"', '""')}"`;
    });
    const found = await analyzed([{ name: "app.csv", text: `time,level,service,message\n${rows.join("\n")}\n` }]);
    expect(found.results.summary.security_leak_counts).toEqual({ password: 3 });
    expect(Object.values(found.files).join("\n")).not.toMatch(/Walnut|two words/);
  });

  it("of one kind from one component are one incident, however many lines leak", async () => {
    const lines = Array.from(
      { length: 15 },
      (_, i) => `${clockAt(450 + i * 90)} INFO [auth] token ghp_${letters(i + 20, 36)} issued`,
    );
    const found = await analyzed([{ name: "app.log", text: logOf(lines) }]);
    expect(found.incidents.filter(({ factors }) => factors[0]?.kind === "SECRET")).toHaveLength(1);
    expect(found.anomalies.filter(({ factors }) => factors[0]?.kind === "SECRET")).toHaveLength(15);
  });

  it("that stand in a component's or a file's name are taken out too", async () => {
    const token = `ghp_${letters(9, 36)}`;
    const lines = [`${clockAt(500)} ERROR [${token}] connection refused`];
    const found = await analyzed([{ name: `${token}.log`, text: logOf(lines) }]);
    expect(Object.values(found.files).join("\n")).not.toContain(token);
  });
});
