import { describe, expect, it } from "vitest";
import { analyzed } from "./harness.ts";

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
