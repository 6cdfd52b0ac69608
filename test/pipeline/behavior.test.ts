import { describe, expect, it } from "vitest";
import type { Anomaly } from "../../src/core/anomaly.ts";
import { anomalySchema, incidentSchema } from "../../src/report/schemas.ts";
import { type Analyzed, analyzed, clockAt, quietLines, settingsOf } from "./harness.ts";

const behavioral = ({ anomalies }: Analyzed): readonly Anomaly[] =>
  anomalies.filter(({ kind }) => kind === "behavioral");
const ofRule = (found: Analyzed, name: string): readonly Anomaly[] =>
  behavioral(found).filter(({ tags }) => tags.includes(`behavioral_${name}`));

/** The rules that the original ships, with its numbers. */
const SHIPPED = [
  { name: "Repeated Failed Logins", group_by: "user", pattern: "failed login", window_minutes: 5, threshold: 1 },
  {
    name: "Cross-Organization API Usage",
    type: "distinct_count",
    group_by: "user",
    field: "organization_id",
    threshold: 2,
  },
  { name: "Excessive Exports", group_by: "user", pattern: "export", threshold: 5 },
  { name: "Password Reset Flood", group_by: "user", pattern: "password reset", window_minutes: 1440, threshold: 2 },
  {
    name: "HTTP 4xx/5xx Spike",
    type: "ratio",
    group_by: "application",
    pattern: "\\b[45]\\d\\d\\b",
    window_minutes: 10,
    threshold_ratio: 0.4,
  },
  { name: "API Rate Limit Exceeded", group_by: "ip", pattern: "rate limit", window_minutes: 10, threshold: 1 },
].map((rule) => ({ ...rule, reason: `why ${rule.name}` }));

const json = (seconds: number, fields: object): string =>
  JSON.stringify({ timestamp: `${clockAt(seconds)}Z`, level: "info", ...fields });
const day = (odd: readonly (readonly [number, object])[]): string =>
  [
    ...Array.from({ length: 200 }, (_, i): [number, object] => [
      i * 30,
      {
        message: `request served with 200 after ${i % 40} ms`,
        user: `u${i % 7}`,
        organization_id: `o${i % 7}`,
        application: `app${i % 2}`,
        ip: `192.0.2.${i % 9}`,
      },
    ]),
    ...odd,
  ]
    .sort((a, b) => a[0] - b[0])
    .map(([seconds, fields]) => json(seconds, fields))
    .join("\n");

describe("the original's rules, in its spelling", () => {
  const log = {
    name: "api.log",
    text: day([
      [300, { message: "failed login", user: "eve" }],
      [900, { message: "request", user: "max", organization_id: "o1" }],
      [1500, { message: "request", user: "max", organization_id: "o2" }],
      ...[0, 1, 2, 3, 4].map((i): [number, object] => [1000 + i * 500, { message: "export started", user: "dan" }]),
      [400, { message: "password reset", user: "ann" }],
      [5900, { message: "password reset", user: "ann" }],
      ...Array.from({ length: 12 }, (_, i): [number, object] => [
        3000 + i * 9,
        { message: `answered ${500 + (i % 4)}`, application: "billing" },
      ]),
      [4000, { message: "rate limit hit", ip: "203.0.113.9" }],
    ]),
  };
  const config = { enable_behavioral_detection: true, behavioral_rules: SHIPPED };

  it("find what they were written for, each once, in whom", async () => {
    const found = await analyzed([log], { config });
    expect(SHIPPED.map(({ name }) => [name, ofRule(found, name).map(({ key }) => key)])).toEqual([
      ["Repeated Failed Logins", ["eve"]],
      ["Cross-Organization API Usage", ["max"]],
      ["Excessive Exports", ["dan"]],
      ["Password Reset Flood", ["ann"]],
      ["HTTP 4xx/5xx Spike", ["billing"]],
      ["API Rate Limit Exceeded", ["203.0.113.9"]],
    ]);
    expect(behavioral(found)).toHaveLength(6);
    expect(found.results.summary.notes).toEqual([]);
    expect(found.results.summary.tag_summary["behavioral_Excessive Exports"]).toBe(1);
  });

  it("become anomalies and incidents with reason, tags, proof, title and next step, as the schemas say", async () => {
    const found = await analyzed([log], { config });
    const [exports] = ofRule(found, "Excessive Exports");
    expect(exports).toMatchObject({
      reason: "why Excessive Exports",
      classification: "anomaly",
      is_rule_based: true,
      classified_by: "rules",
      lines: { count: 5 },
      key: "dan",
    });
    expect(exports?.citations).toHaveLength(5);
    expect(exports?.tag).toEqual(exports?.tags);
    const incident = found.incidents.find(({ id }) => id === exports?.incident_id);
    expect(incident).toMatchObject({ title: "Excessive Exports: dan", keys: ["dan"], lines: 5 });
    expect(incident?.anomalies).toContain(exports?.id);
    expect(incident?.evidence.every(({ text }) => text.includes("export started"))).toBe(true);
    expect(incident?.explanation[0]).toMatchObject({ text: "why Excessive Exports" });
    expect(incident?.next_steps.length).toBeGreaterThan(0);
    expect(incident?.start).toContain("09:16:40");
    expect(incident?.end).toContain("09:50:00");
    const [login] = ofRule(found, "Repeated Failed Logins");
    expect(login?.is_security_related).toBe(true);
    for (const anomaly of found.anomalies) anomalySchema.strict().parse(anomaly);
    for (const one of found.incidents) incidentSchema.strict().parse(one);
  });

  it("give the same bytes however the input is cut", async () => {
    const whole = await analyzed([log], { config });
    for (const batchSize of [1, 7, 50])
      expect((await analyzed([log], { config, batchSize, chunkBytes: 333 })).files).toEqual(whole.files);
  });

  it("do nothing unless they are switched on", async () => {
    expect(behavioral(await analyzed([log], { config: { behavioral: { rules: SHIPPED } } }))).toEqual([]);
  });
});

const pairs = (lines: readonly string[], from = 600, step = 10): string =>
  lines.map((line, i) => `${clockAt(from + i * step)} INFO [auth] ${line}`).join("\n");
const logins = { name: "logins", group_by: "who", pattern: "wrong pin", window_minutes: 5, threshold: 4 };
const who = { name: "who", extractors: [], regex: "of ([a-z]+)" };
const withRules = (...rules: readonly object[]) => ({ behavioral: { enabled: true, rules }, field_extraction: [who] });
const quiet = quietLines(300);
const mixed = (odd: string): string => [...quiet, ...odd.split("\n")].sort((a, b) => (a < b ? -1 : 1)).join("\n");

describe("behavioral rules", () => {
  it("look in all files together, in the order of time", async () => {
    const parts = ["wrong pin of eve", "wrong pin of bob", "wrong pin of eve"];
    const logs = [
      { name: "a.log", text: mixed(pairs(parts, 600)) },
      { name: "b.log", text: mixed(pairs(parts, 605)) },
    ];
    const found = behavioral(await analyzed(logs, { config: withRules(logins) }));
    expect(found.map(({ key, lines }) => [key, lines?.count])).toEqual([["eve", 4]]);
    const swapped = behavioral(await analyzed([...logs].reverse(), { config: withRules(logins) }));
    expect(swapped.map(({ key, lines }) => [key, lines?.count])).toEqual([["eve", 4]]);
  });

  it("hold no secret: what groups is what was put in its place", async () => {
    const secret = "ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    const log = { name: "a.log", text: mixed(pairs(Array.from({ length: 6 }, () => `wrong pin api_key=${secret}`))) };
    const rule = { ...logins, group_by: "api_key" };
    const found = await analyzed([log], { config: withRules(rule) });
    expect(behavioral(found)).toHaveLength(1);
    expect(behavioral(found)[0]?.key).toMatch(/^\[.*·1\]$/);
    for (const text of Object.values(found.files)) expect(text).not.toContain(secret);
  });

  it("do not count what is known to be normal", async () => {
    const log = { name: "a.log", text: mixed(pairs(Array.from({ length: 6 }, () => "wrong pin of eve"))) };
    const known_normal = [{ pattern: "wrong pin of eve", reason: "a probe" }];
    expect(behavioral(await analyzed([log], { config: withRules(logins) }))).toHaveLength(1);
    expect(behavioral(await analyzed([log], { config: { ...withRules(logins), known_normal } }))).toEqual([]);
  });

  it("say why they could do nothing: no times, no such field", async () => {
    const untimed = { name: "a.log", text: Array.from({ length: 60 }, () => "wrong pin of eve").join("\n") };
    const none = await analyzed([untimed], { config: withRules(logins) });
    expect(behavioral(none)).toEqual([]);
    expect(none.results.summary.notes).toContain(
      "behavioral rules were not used: they need times, and no line carries one",
    );
    const log = { name: "a.log", text: mixed(pairs(["wrong pin of eve", "wrong pin of eve"])) };
    const lost = await analyzed([log], { config: withRules({ ...logins, group_by: "account" }) });
    expect(lost.results.summary.notes).toEqual([
      "no behavioral rule uses 1 field of field_extraction: who",
      'the behavioral rule "logins" has no effect: the 2 lines it looked at had no field account (see field_extraction)',
    ]);
  });

  it("tell many groups at one time as one incident, with an anomaly each", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `wrong pin of ${["eve", "bob", "dan"][i % 3]}`);
    const found = await analyzed([{ name: "a.log", text: mixed(pairs(lines)) }], { config: withRules(logins) });
    expect(behavioral(found).map(({ key }) => key)).toEqual(["eve", "bob", "dan"]);
    const told = found.incidents.filter(({ title }) => title.startsWith("logins"));
    expect(told.map(({ title, lines: n }) => [title, n])).toEqual([["logins: 3 of who", 30]]);
  });

  it("take over an episode that is what they counted, and leave what is more", async () => {
    const errors = Array.from({ length: 8 }, (_, i) => `${clockAt(900 + i * 5)} ERROR [vault] wrong pin of eve`);
    const other = `${clockAt(2400)} ERROR [vault] cannot open the ledger: disk failure`;
    const log = { name: "a.log", text: mixed([...errors, other].join("\n")) };
    const plain = await analyzed([log]);
    const found = await analyzed([log], { config: withRules(logins) });
    const ofEve = ({ incidents }: Analyzed) =>
      incidents.filter(({ first_cause }) => first_cause.text.includes("of eve"));
    expect(ofEve(plain)).toHaveLength(1);
    expect(ofEve(found).map(({ title, lines }) => [title, lines])).toEqual([["logins: eve", 8]]);
    expect(found.incidents.some(({ first_cause }) => first_cause.text.includes("ledger"))).toBe(true);
    const ids = new Set(found.incidents.map(({ id }) => id));
    expect(found.anomalies.filter(({ incident_id }) => incident_id !== "" && !ids.has(incident_id))).toEqual([]);
    expect(found.anomalies.filter(({ incident_id }) => incident_id === ofEve(found)[0]?.id).length).toBeGreaterThan(1);
  });

  it("look for the pattern in the field, where one is named", async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `answered in 500 ms code=${i < 6 ? 200 : 503}`);
    const rule = { name: "spike", type: "ratio", field: "code", pattern: "^5", threshold: 3, threshold_ratio: 0.3 };
    const found = await analyzed([{ name: "a.log", text: mixed(pairs(lines)) }], { config: withRules(rule) });
    expect(behavioral(found)).toMatchObject([{ lines: { count: 6 }, key: "" }]);
  });
});

describe("anomaly_threshold", () => {
  const fatal = `${clockAt(2400)} FATAL [ledger] cannot open the ledger: disk failure`;
  const text = mixed(`${pairs(Array.from({ length: 6 }, () => "wrong pin of eve"))}\n${fatal}`);

  it("leaves out anomalies of a smaller score, counts them, and keeps the incidents", async () => {
    const all = await analyzed([{ name: "a.log", text }], { config: withRules(logins) });
    const limit = Math.max(...all.anomalies.map(({ score }) => score)) - 1e-4;
    const few = await analyzed([{ name: "a.log", text }], {
      config: { ...withRules(logins), anomaly_threshold: limit },
    });
    expect(all.anomalies.length).toBeGreaterThan(few.anomalies.length);
    expect(few.anomalies.length).toBeGreaterThan(0);
    expect(few.anomalies.every(({ score }) => score >= limit)).toBe(true);
    expect(few.results.summary.anomalies_detected).toBe(few.anomalies.length);
    expect(few.incidents.map(({ title }) => title)).toEqual(all.incidents.map(({ title }) => title));
    const left = all.anomalies.length - few.anomalies.length;
    expect(few.results.summary.notes.join()).toContain(`${left} anomal${left === 1 ? "y" : "ies"} not listed`);
    const ids = new Set(few.anomalies.map(({ id }) => id));
    for (const incident of few.incidents) for (const id of incident.anomalies) expect(ids.has(id)).toBe(true);
  });

  it("asks for nothing by default", () => expect(settingsOf().anomaly_threshold).toBe(0));
});

describe("large_log_warning_threshold", () => {
  const notes = async (limit: number | null): Promise<string[]> => {
    const config = { large_log_warning_threshold: limit };
    const { events } = await analyzed([{ name: "a.log", text: quiet.join("\n") }], { config, batchSize: 50 });
    return events.flatMap((event) => (event.type === "note" && event.text.includes("large log") ? [event.text] : []));
  };

  it("is noted once, above that many lines only", async () => {
    expect(await notes(299)).toHaveLength(1);
    expect(await notes(300)).toEqual([]);
    expect(await notes(null)).toEqual([]);
  });
});
