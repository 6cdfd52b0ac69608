import { describe, expect, it } from "vitest";
import { fileSchemas } from "../../src/report/index.ts";
import { ANSWERS, answer, startLLMServer } from "../fixtures/llm-server.ts";
import { analyzed, clockAt, quietLines } from "./harness.ts";

const WHO = ["carol.jones@shop.example.org", "203.0.113.77", "maryann", "db-master.corp.internal", "00:1a:2b:3c:4d:5e"];
const [mail, address, user, host, mac] = WHO;
const lines = quietLines(600);
for (let i = 0; i < 40; i++) {
  lines.splice(
    300 + i,
    0,
    `${clockAt(1800 + i)} ERROR [auth] login failed for user ${user} from ${address} port ${4000 + i}`,
  );
}
lines.splice(100, 0, `${clockAt(600)} FATAL [db] host=${host} kernel panic: disk failure, mail sent to ${mail}`);
lines.splice(150, 0, `${clockAt(900)} FATAL [net] link down for ${mac}, ${user} was told`);
const LOG = [{ name: "app.log", text: `${lines.join("\n")}\n` }];

const hidden = await analyzed(LOG, { config: { compliance_mode: true }, wantScores: true });
const plain = await analyzed(LOG, { wantScores: true });

describe("compliance_mode", () => {
  it("R-105: shows identifiers in no file, and each as the same placeholder; without it local reports show them", () => {
    for (const name of WHO) {
      expect(
        Object.entries(hidden.files)
          .filter(([, text]) => text.includes(name))
          .map(([file]) => file),
        name,
      ).toEqual([]);
      expect(
        Object.values(plain.files).some((text) => text.includes(name)),
        name,
      ).toBe(true);
    }
    const logs = hidden.anomalies.map(({ log }) => log).filter((log) => log.includes("login failed"));
    expect(logs.length).toBeGreaterThan(2);
    expect(new Set(logs.map((log) => /user (\S+) from (\S+)/.exec(log)?.slice(1).join()))).toHaveProperty("size", 1);
    expect(logs[0]).toMatch(/user \[user·\d+\] from \[ip·\d+\] port/);
    expect(hidden.files["summary.json"]).toContain('"compliance_mode": true');
    expect(plain.files["summary.json"]).toContain('"compliance_mode": false');
  });

  it("changes no finding and no form: files still are what their schemas say", () => {
    expect(fileSchemas.anomalies.safeParse(JSON.parse(hidden.files["anomalies.json"] ?? "")).error).toBeUndefined();
    expect(fileSchemas.incidents.safeParse(JSON.parse(hidden.files["incidents.json"] ?? "")).error).toBeUndefined();
    expect(fileSchemas.templates.safeParse(JSON.parse(hidden.files["templates.json"] ?? "")).error).toBeUndefined();
    expect(fileSchemas.timeline.safeParse(JSON.parse(hidden.files["timeline.json"] ?? "")).error).toBeUndefined();
    expect(fileSchemas.summary.safeParse(JSON.parse(hidden.files["summary.json"] ?? "")).error).toBeUndefined();
    const findings = ({ anomalies }: typeof hidden) =>
      anomalies.map(({ id, line, score, severity, kind, tags, timestamp, incident_id }) => ({
        ...{ id, line, score, severity, kind, tags, timestamp, incident_id },
      }));
    expect(findings(hidden)).toEqual(findings(plain));
    expect(hidden.files["scores.csv"]).toBe(plain.files["scores.csv"]);
  });

  it("R-105: hides accounts and machines of Windows, addresses without a dot, and names that hold an address", async () => {
    const own = quietLines(600);
    own.splice(
      300,
      0,
      `${clockAt(1800)} FATAL [auth] account CORP\\jdoe locked on DESKTOP-9XK2, told bob@internal and bürger@müller.de`,
      `${clockAt(1801)} FATAL [kube] node ip-10-1-2-3 not ready: out of memory`,
    );
    const log = [{ name: "app.log", text: `${own.join("\n")}\n` }];
    const [covered, open] = [await analyzed(log, { config: { compliance_mode: true } }), await analyzed(log)];
    for (const name of ["CORP", "jdoe", "DESKTOP-9XK2", "bob@", "internal", "rger@", "ller.de", "10-1-2-3"]) {
      const shows = ({ files }: typeof covered) => Object.keys(files).filter((file) => files[file]?.includes(name));
      expect(shows(covered), name).toEqual([]);
      expect(shows(open).length, name).toBeGreaterThan(0);
    }
    expect(covered.files["anomalies.json"]).toContain("not ready: out of memory");
  });

  it("gives the same bytes whatever the batch size", async () => {
    const small = await analyzed(LOG, { config: { compliance_mode: true }, batchSize: 7, wantScores: true });
    expect(small.files).toEqual(hidden.files);
  });

  it("counts what it hid in egress.json", () => {
    expect(hidden.egress).toMatchObject({ hosts: [], calls: 0, redactions: { email: 1, ip: 1, user: 1 } });
  });

  it("refuses a host that is not this machine, whatever else allows it; a model on this machine may be asked", async () => {
    const llm = {
      provider: "ollama",
      model: "m",
      endpoint: "http://model.invalid:9",
      allow_remote: true,
      cache: false,
    };
    const away = await analyzed(LOG, { config: { compliance_mode: true, llm } });
    expect(away.egress).toMatchObject({ hosts: [], calls: 0 });
    expect(away.events.find(({ type }) => type === "model-unavailable")).toMatchObject({
      hint: "nothing may leave this machine in this mode",
    });
    await using server = await startLLMServer();
    server.script(answer(ANSWERS.good));
    const near = await analyzed(LOG, { config: { compliance_mode: true, llm: { ...llm, endpoint: server.url } } });
    expect(server.calls.length).toBeGreaterThan(0);
    for (const name of WHO) {
      expect(server.calls.some(({ body }) => body.includes(name))).toBe(false);
      expect(Object.values(near.files).some((text) => text.includes(name))).toBe(false);
    }
  });
});
