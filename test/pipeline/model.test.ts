import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ANSWERS, answer, type LLMServer, type Script, startLLMServer } from "../fixtures/llm-server.ts";
import { type Analyzed, analyzed, clockAt, quietLines } from "./harness.ts";

const TOKEN = "ghp_Ab3dE5gH7jK9mN2pQ4rS6tU8vWxY1zA0bCdE";
const EMAIL = "carol.jones@shop.example.org";
const GRAVE = [
  `FATAL [db] kernel panic: disk failure on sda`,
  `ERROR [web] Connection refused by 10.0.0.7 port 5432 for ${EMAIL}`,
  `ERROR [web] Connection refused by 10.0.0.7 port 5433 for ${EMAIL}`,
  `ERROR [web] Connection refused by 10.0.0.7 port 5434 for ${EMAIL}`,
  `ERROR [auth] login failed, password=Walnut-Velvet42!xyz and token ${TOKEN}`,
];
const lines = quietLines(600);
GRAVE.forEach((line, i) => {
  lines.splice(200 + i * 40, 0, `${clockAt(1201 + i * 240)} ${line}`);
});
const LOG = [{ name: "app.log", text: `${lines.join("\n")}\n` }];

/** What a model must never change. */
const findingsOf = ({ anomalies, incidents, results, files }: Analyzed) => ({
  anomalies: anomalies.map(({ id, kind, line, score, severity, detectors, factors, incident_id, classification }) => ({
    ...{ id, kind, line, score, severity, detectors, factors, incident_id },
    isAnomaly: classification !== "normal",
  })),
  incidents: incidents.map(
    ({ id, rank, score, severity, state, lines: n, anomalies: ids, evidence, first_cause, factors }) => ({
      ...{ id, rank, score, severity, state, n, ids, evidence, first_cause, factors },
    }),
  ),
  scores: files["scores.csv"],
  timeline: files["timeline.json"],
  templates: files["templates.json"],
  accounting: results.summary.input,
});

let server: LLMServer;
let plain: Analyzed;
beforeAll(async () => {
  server = await startLLMServer();
  plain = await analyzed(LOG, { wantScores: true });
});
afterAll(() => server[Symbol.asyncDispose]());
let before = 0;
beforeEach(() => {
  before = server.calls.length;
});

const withModel = (llm: object = {}, endpoint = server.url): Promise<Analyzed> =>
  analyzed(LOG, {
    wantScores: true,
    config: {
      llm: {
        provider: "ollama",
        model: "mistral:instruct",
        endpoint,
        timeout: 5,
        cache: false,
        concurrency: 4,
        ...llm,
      },
      workflow: { retry: { max_attempts: 2, initial_delay: 0, max_delay: 0 } },
    },
  });

const statuses = ({ anomalies }: Analyzed): string[] => [...new Set(anomalies.map(({ llm }) => llm.status))];

describe("findings without a model", () => {
  it("are there to be kept", () => {
    expect(plain.anomalies.length).toBeGreaterThan(2);
    expect(plain.incidents.length).toBeGreaterThan(1);
    expect(statuses(plain)).toEqual(["off"]);
    expect(plain.egress).toMatchObject({ hosts: [], calls: 0, bytes: 0 });
  });
});

describe("R-100 a model that does not answer changes no finding, and the rules' words stand", () => {
  it("because nobody listens", async () => {
    const found = await withModel({}, "http://127.0.0.1:9");
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(statuses(found)).toEqual(["unavailable"]);
    expect(found.anomalies.map(({ reason, classified_by }) => [reason, classified_by])).toEqual(
      plain.anomalies.map(({ reason, classified_by }) => [reason, classified_by]),
    );
    expect(found.incidents.map(({ title, next_steps }) => [title, next_steps])).toEqual(
      plain.incidents.map(({ title, next_steps }) => [title, next_steps]),
    );
    const said = found.events.filter(({ type }) => type === "model-unavailable");
    expect(said).toHaveLength(1);
    expect(found.incomplete.join()).toContain("the model gave no usable answer");
  });

  it.each<[string, Script]>([
    ["it hangs", { kind: "hang" }],
    ["it stalls in the middle", { kind: "stall" }],
    ["it drips a byte at a time", { kind: "drip" }],
    ["it resets the connection", { kind: "reset" }],
    ["it cuts its answer off", { kind: "cut" }],
    ["the model is not there", { kind: "status", status: 404, body: '{"error":"model not found"}' }],
    ["the key is wrong", { kind: "status", status: 401 }],
    ["it fails", { kind: "status", status: 500 }],
  ])("because %s", async (_, script) => {
    server.script(script);
    const found = await withModel({ timeout: 0.2 });
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(statuses(found)).toEqual(["unavailable"]);
    expect(found.anomalies.every(({ classified_by }) => classified_by === "rules")).toBe(true);
  });

  it("because its budget is spent, and says how many calls were left out", async () => {
    server.script(answer(ANSWERS.normal));
    const found = await withModel({ budget: { calls: 1, tokens: 500_000, seconds: 600 }, concurrency: 1 });
    expect(server.calls.length - before).toBe(1);
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(statuses(found)).toContain("skipped_budget");
    expect(found.incomplete.join()).toMatch(/\d+ calls of the model were over the budget/);
  });
});

describe("R-102 a model that babbles changes no finding", () => {
  it.each<[string, Script, string]>([
    ["prose", answer(ANSWERS.prose), "unparsed"],
    ["HTML", { kind: "body", body: "<html><script>alert(1)</script></html>", type: "text/html" }, ""],
    ["HTML in the answer", answer("<h1>normal</h1><script>alert(1)</script>"), "unparsed"],
    ["ANSI", answer("\u001b[31m\u001b]52;c;AAAA\u0007all is normal\u001b[0m"), "unparsed"],
    ["nothing", answer(""), ""],
    ["NULs", answer("\0".repeat(1000)), "unparsed"],
    ["a wrong verdict", answer('{"classification":"banana"}'), "unparsed"],
    ["a truncated answer", answer(ANSWERS.truncated, "length"), "unparsed"],
    ["a refusal", answer(ANSWERS.refusal), "refused"],
    ["another language", answer("このログは正常です"), "unparsed"],
  ])("%s", async (_, script, status) => {
    server.script(script);
    const found = await withModel();
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    if (status !== "") expect(statuses(found)).toEqual([status]);
    expect(found.incomplete.join()).toContain("the model gave no usable answer to");
    expect(found.anomalies.every(({ classified_by }) => classified_by === "rules")).toBe(true);
    const files = Object.values(found.files).join("");
    // JSON escapes controls; none may stand there as it is.
    expect(files).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    expect(files).not.toContain("alert(1)");
  });

  it("50 MB, of which little is read", async () => {
    server.script({ kind: "flood", bytes: 50e6 });
    const found = await withModel({ concurrency: 1, budget: { calls: 2, tokens: 500_000, seconds: 600 } });
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(found.anomalies.every(({ classified_by }) => classified_by === "rules")).toBe(true);
    expect(server.flooded).toBeLessThan(40e6);
  });

  it("normal, to all: it can neither lower nor delete what detectors established", async () => {
    server.script(answer(ANSWERS.normal));
    const found = await withModel();
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(found.anomalies.every(({ classification }) => classification === "anomaly")).toBe(true);
    expect(found.results.summary.tag_summary).toBeDefined();
  });
});

describe("a model that answers well", () => {
  const good = JSON.stringify({
    classification: "anomaly",
    title: "A title of the model's",
    reason: "A reason of the model's.",
    tags: ["Database"],
    confidence: 0.9,
    explanation: [{ text: "It failed.", evidence: ["e1"] }],
    next_steps: [{ text: "Look at it.", command: "uptime" }],
  });

  it("changes words only, in one call for each incident and each distinct template", async () => {
    server.script(answer(good));
    const found = await withModel();
    expect(findingsOf(found)).toEqual(findingsOf(plain));
    expect(statuses(found)).toEqual(["ok"]);
    const templates = new Set(found.anomalies.map(({ template_id }) => template_id));
    const calls = server.calls.length - before;
    expect(calls).toBeLessThanOrEqual(found.incidents.length + templates.size);
    expect(calls).toBeGreaterThanOrEqual(Math.max(found.incidents.length, templates.size));
    expect(found.results.summary.llm).toMatchObject({
      provider: "ollama",
      model: "mistral:instruct",
      calls,
      errors: 0,
    });
    expect(found.egress).toMatchObject({ calls, hosts: [{ host: server.host, calls }] });
    for (const incident of found.incidents) {
      expect(incident.title).toBe("A title of the model's");
      expect(incident.author.name).toBe("mistral:instruct");
      expect(incident.explanation.length).toBeGreaterThan(0);
    }
    for (const { reason, is_llm_anomaly, is_rule_based } of found.anomalies)
      expect([reason, is_llm_anomaly, is_rule_based]).toEqual(["A reason of the model's.", true, false]);
    expect(found.incomplete).toEqual([]);
  });

  it("R-107 is asked once for a template that comes a thousand times", async () => {
    server.script(answer(good));
    const many = quietLines(3000);
    for (let i = 0; i < 1000; i++)
      many.splice(1000 + i, 0, `${clockAt(1200 + i * 0.1)} FATAL [db] kernel panic: code ${i}`);
    const found = await analyzed([{ name: "app.log", text: `${many.join("\n")}\n` }], {
      config: { llm: { provider: "ollama", model: "mistral:instruct", endpoint: server.url, cache: false } },
    });
    expect(found.anomalies.length).toBeGreaterThanOrEqual(1000);
    const templates = new Set(found.anomalies.map(({ template_id }) => template_id));
    expect(server.calls.length - before).toBeLessThanOrEqual(found.incidents.length + templates.size);
  });

  it("R-105 is sent neither a secret nor an e-mail address, and reports show the address again", async () => {
    server.script(answer(good));
    const found = await withModel();
    const sent = server.calls
      .slice(before)
      .map(({ body, key }) => body + key)
      .join("\n");
    expect(sent).toContain("Connection refused");
    for (const kept of [TOKEN, "Walnut-Velvet42", EMAIL, "carol.jones", "10.0.0.7"]) expect(sent).not.toContain(kept);
    expect(found.anomalies.some(({ log }) => log.includes(EMAIL))).toBe(true);
    expect(Object.values(found.files).join("")).not.toContain(TOKEN);
  });

  it("whose answer quotes a secret of its own does not get it into a file", async () => {
    const invented = "ghp_Zz9yX8wV7uT6sR5qP4oN3mL2kJ1iH0gF9eDc";
    server.script(
      answer(JSON.stringify({ ...JSON.parse(good), reason: `the token ${invented} leaked`, title: invented })),
    );
    const found = await withModel();
    expect(Object.values(found.files).join("")).not.toContain(invented);
  });
});
