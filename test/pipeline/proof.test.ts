import { beforeAll, describe, expect, it } from "vitest";
import { type Citation, type Incident, SEVERITIES } from "../../src/core/anomaly.ts";
import { generate } from "../../src/demo/generate.ts";
import { type Analyzed, analyzed, clockAt, isBalanced, quietLines } from "./harness.ts";

const ISO = (time: string | null): number =>
  time === null ? Number.NaN : Date.parse(time.endsWith("Z") ? time : `${time}Z`);

/** What must hold of any run. */
function holds(found: Analyzed, texts: ReadonlyMap<string, readonly string[]>, secretLines: ReadonlySet<string>): void {
  const exists = ({ source_file, line }: Citation): void => {
    const length = texts.get(source_file)?.length ?? 0;
    expect(Number.isInteger(line) && line >= 1 && line <= length, `${source_file}:${line}`).toBe(true);
  };
  /** The shown text begins with the line it names. */
  const says = (place: Citation, text: string): void => {
    exists(place);
    if (secretLines.has(`${place.source_file}:${place.line}`)) return;
    const line = texts.get(place.source_file)?.[place.line - 1] ?? "";
    expect(text.split("\n")[0]?.trimEnd()).toBe(line.slice(0, 4000).trimEnd());
  };
  const incidents = new Map(found.incidents.map((incident) => [incident.id, incident]));
  expect(incidents.size).toBe(found.incidents.length);
  const ids = new Set(found.anomalies.map(({ id }) => id));
  expect(ids.size).toBe(found.anomalies.length);

  for (const anomaly of found.anomalies) {
    says(anomaly, anomaly.log);
    anomaly.citations.forEach(exists);
    for (const { line, text } of anomaly.context) says({ source_file: anomaly.source_file, line }, text);
    expect(anomaly.score).toBeGreaterThanOrEqual(0.5);
    expect(anomaly.score).toBeLessThanOrEqual(1);
    expect(anomaly.reason).not.toBe("");
    expect(anomaly.llm.status).toBe("off");
    for (const { p_value } of anomaly.detectors) expect(p_value >= 0 && p_value <= 1).toBe(true);
    for (const factor of anomaly.factors) {
      expect(factor.observed).not.toBe("");
      expect(factor.expected).not.toBe("");
      expect(factor.text).not.toBe("");
      expect(factor.values.length).toBeLessThanOrEqual(64);
    }
    if (anomaly.lines) {
      exists({ source_file: anomaly.source_file, line: anomaly.lines.first });
      exists({ source_file: anomaly.source_file, line: anomaly.lines.last });
      expect(anomaly.line).toBe(anomaly.lines.first);
    }
    if (anomaly.incident_id !== "") expect(incidents.get(anomaly.incident_id)?.anomalies).toContain(anomaly.id);
  }

  for (const [place, incident] of found.incidents.entries()) {
    expect(incident.rank).toBe(place + 1);
    says(incident.first_cause, incident.first_cause.text);
    expect(incident.evidence.map(({ id }) => id)).toEqual(incident.evidence.map((_, i) => `e${i + 1}`));
    for (const line of incident.evidence) says(line, line.text);
    const shown = new Set(incident.evidence.map(({ source_file, line }) => `${source_file}:${line}`));
    for (const citation of incident.citations) expect(shown.has(`${citation.source_file}:${citation.line}`)).toBe(true);
    const cited = new Set(incident.evidence.map(({ id }) => id));
    for (const sentence of incident.explanation)
      for (const id of sentence.evidence) expect(cited.has(id), `${incident.title}: ${id}`).toBe(true);
    expect(incident.anomalies.length).toBeGreaterThan(0);
    for (const id of incident.anomalies) expect(ids.has(id)).toBe(true);
    for (const { id } of incident.related) expect(incidents.has(id)).toBe(true);
    expect(incident.title.length).toBeGreaterThan(0);
    expect(ISO(incident.start) > ISO(incident.end)).toBe(false);
  }
  const rankOf = ({ severity, score }: Incident): number => SEVERITIES.indexOf(severity) * 100 + score;
  const ranks = found.incidents.map(rankOf);
  expect(ranks).toEqual([...ranks].sort((x, y) => y - x));
  expect(found.results.summary.anomalies_detected).toBe(found.anomalies.length);
  expect(found.results.summary.incidents_detected).toBe(found.incidents.length);
  expect(isBalanced(found)).toBe(true);
}

/** Order of the anomaly file: time, then source, then line. */
function isOrdered({ anomalies, results }: Analyzed): boolean {
  const files = results.summary.input.files.map(({ source_file }) => source_file);
  return anomalies.every((anomaly, i) => {
    const next = anomalies[i + 1];
    if (!next) return true;
    const time = ISO(anomaly.timestamp) - ISO(next.timestamp);
    const source = files.indexOf(anomaly.source_file) - files.indexOf(next.source_file);
    return (time || source || anomaly.line - next.line) <= 0;
  });
}

describe.each([21, 22])("a generated day, seed %i", (seed) => {
  let found: Analyzed;
  let texts: ReadonlyMap<string, readonly string[]>;
  const secretLines = new Set<string>();
  beforeAll(async () => {
    const day = generate({ seed, lines: 8000 });
    texts = new Map(day.files.map(({ name, lines }) => [name, lines]));
    for (const { kind, file, lines } of day.incidents)
      if (kind === "secret_leak") for (const line of lines) secretLines.add(`${file}:${line}`);
    found = await analyzed(
      day.files.map(({ name, lines }) => ({
        name,
        text: Uint8Array.from(Buffer.from(`${lines.join("\n")}\n`, "latin1")),
      })),
    );
  });

  it("proves everything it says with lines of the input", () => {
    expect(found.incidents.length).toBeGreaterThan(3);
    holds(found, texts, secretLines);
  });

  it("orders anomalies by time, source and line", () => {
    expect(found.anomalies.length).toBeGreaterThan(10);
    expect(isOrdered(found)).toBe(true);
  });

  it("says the same in the list of lines as in the array", () => {
    const lines = (found.files["anomalies.ndjson"] ?? "").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(found.files["anomalies.json"] ?? ""));
  });

  it("gives every event of the input to one bucket of the timeline and one template", () => {
    const { timeline, templates, templatesLeftOut, summary } = found.results;
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    expect(sum(timeline.buckets.map(({ events }) => events))).toBe(summary.processed_log_count);
    for (const { events, by_level, by_component } of timeline.buckets) {
      expect(sum(Object.values(by_level))).toBe(events);
      expect(sum(Object.values(by_component))).toBe(events);
    }
    expect(sum(timeline.hour_of_week)).toBe(summary.processed_log_count);
    expect(templatesLeftOut).toBe(0);
    expect(sum(templates.map(({ count }) => count))).toBe(summary.processed_log_count);
    for (const { count, series } of templates) expect(sum(series)).toBe(count);
    expect(sum(timeline.buckets.map(({ anomalies }) => anomalies))).toBe(
      found.anomalies.filter(({ kind }) => kind === "event").length,
    );
    expect(sum(Object.values(summary.log_severity_summary))).toBe(summary.processed_log_count);
  });
});

describe("anomalies of several sources", () => {
  /** Two files whose times interleave, with a grave line at the same second in both. */
  const file = (name: string, offset: number): { name: string; text: string } => {
    const lines = quietLines(200);
    lines.splice(100, 0, `${clockAt(1800)} FATAL [${name}] kernel panic in ${name}`);
    lines.splice(150 + offset, 0, `${clockAt(2600 + offset)} FATAL [${name}] disk failure in ${name}`);
    return { name: `${name}.log`, text: `${lines.join("\n")}\n` };
  };

  it("come in order of time, then source, then line", async () => {
    const found = await analyzed([file("beta", 5), file("alpha", 0)]);
    const told = found.anomalies.map(({ source_file, line }) => `${source_file}:${line}`);
    expect(told).toEqual(["beta.log:101", "alpha.log:101", "alpha.log:151", "beta.log:156"]);
    expect(isOrdered(found)).toBe(true);
  });

  it("carry the line number of a record's first line where records span several", async () => {
    const lines = quietLines(60);
    lines.splice(
      30,
      0,
      `${clockAt(1801)} ERROR [web] java.lang.OutOfMemoryError: heap`,
      "\tat a.B.c(B.java:1)",
      "\tat a.B.d(B.java:2)",
    );
    const found = await analyzed([{ name: "app.log", text: `${lines.join("\n")}\n` }]);
    const [anomaly] = found.anomalies;
    expect(anomaly?.line).toBe(31);
    expect(anomaly?.log).toContain("a.B.d");
    expect(anomaly?.context.map(({ line }) => line)).toEqual([29, 30, 34, 35]);
    expect(found.results.summary.input.joined).toBe(2);
    expect(isBalanced(found)).toBe(true);
  });
});

describe("lines without a time between lines with one", () => {
  it("keep their place in the order of anomalies", async () => {
    const lines = quietLines(200);
    lines.splice(40, 0, `${clockAt(721)} FATAL [web] kernel panic`);
    lines.splice(120, 0, "FATAL [db] disk failure without a time");
    lines.splice(180, 0, `${clockAt(3201)} FATAL [cache] data corruption`);
    const found = await analyzed([{ name: "app.log", text: `${lines.join("\n")}\n` }]);
    expect(found.anomalies.map(({ line }) => line)).toEqual([41, 121, 181]);
  });
});
