import { describe, expect, it } from "vitest";
import { analyzed, clockAt, isBalanced, quietLines } from "./harness.ts";

const ofText = (text: string, name = "app.log") => analyzed([{ name, text }], { wantScores: true });

describe("odd inputs", () => {
  it("R-01 an empty file gives valid, empty outputs and says so", async () => {
    const found = await ofText("");
    const { summary, timeline } = found.results;
    expect([summary.original_log_count, summary.processed_log_count, summary.incidents_detected]).toEqual([0, 0, 0]);
    expect(summary.notes.join()).toContain("empty");
    expect(summary.verdict).toMatch(/empty/);
    expect(summary.template_diversity).toEqual({ unique_templates: 0, template_entropy: 0, top_template_ratio: 0 });
    expect(summary.time_metrics).toMatchObject({
      available: false,
      start_time: null,
      logs_per_second: null,
      error_rate: 0,
    });
    expect(timeline.buckets).toEqual([]);
    expect(JSON.parse(found.files["anomalies.json"] ?? "")).toEqual([]);
    expect(JSON.parse(found.files["incidents.json"] ?? "")).toEqual([]);
    expect(JSON.parse(found.files["templates.json"] ?? "")).toEqual([]);
    expect(isBalanced(found)).toBe(true);
  });

  it("R-02 blank lines are counted, and are neither records nor templates", async () => {
    const found = await ofText("\n".repeat(1000));
    const { summary } = found.results;
    expect(summary.original_log_count).toBe(1000);
    expect(summary.processed_log_count).toBe(0);
    expect(summary.input.skipped).toEqual({ blank: 1000 });
    expect(summary.template_diversity.unique_templates).toBe(0);
    expect(isBalanced(found)).toBe(true);
  });

  it("R-03 a last line without a newline is a record like any other", async () => {
    const lines = ["2026-03-16T09:00:00 INFO [a] up", "2026-03-16T09:00:09 FATAL [a] kernel panic"];
    const [without, with_] = [await ofText(lines.join("\n")), await ofText(`${lines.join("\n")}\n`)];
    expect(without.files["anomalies.json"]).toBe(with_.files["anomalies.json"]);
    expect(without.anomalies.map(({ line }) => line)).toEqual([2]);
  });

  it("R-04 the same log with CRLF gives the same templates and anomalies", async () => {
    const lines = [...quietLines(90), `${clockAt(3601)} FATAL [db] disk failure on sda`];
    const [lf, crlf] = [await ofText(`${lines.join("\n")}\n`), await ofText(`${lines.join("\r\n")}\r\n`)];
    expect(crlf.files["templates.json"]).toBe(lf.files["templates.json"]);
    expect(crlf.files["anomalies.json"]).toBe(lf.files["anomalies.json"]);
  });

  it("R-53 without times everything is judged in the order of lines and no rate is made up", async () => {
    const lines = quietLines(300).map((line) => line.slice(20));
    lines.splice(200, 0, "FATAL [db] kernel panic: disk failure on sda");
    const found = await ofText(`${lines.join("\n")}\n`);
    const { time_metrics, notes, operational_metrics } = found.results.summary;
    expect(time_metrics).toEqual({
      available: false,
      start_time: null,
      end_time: null,
      time_span_seconds: null,
      logs_per_second: null,
      logs_per_minute: null,
      logs_per_hour: null,
      peak_rate_per_minute: null,
      error_rate: expect.closeTo(1 / 301, 5),
    });
    expect(operational_metrics).toMatchObject({ log_volume: { events_per_hour: null, peak_rate_per_minute: null } });
    expect(notes.join()).toContain("no event carries a time");
    expect(found.results.timeline).toMatchObject({ bucket_seconds: null, start: null });
    expect(found.results.timeline.hour_of_week.every((count) => count === 0)).toBe(true);
    expect(found.anomalies.map(({ line, timestamp }) => [line, timestamp])).toEqual([[201, null]]);
    expect(found.incidents[0]).toMatchObject({ start: null, end: null });
    expect(Object.values(found.files).join("")).not.toMatch(/NaN|Infinity/);
  });

  it("R-54 with one time for all lines rates are null with a note", async () => {
    const lines = Array.from({ length: 120 }, (_, i) => `2026-03-16T09:00:00 INFO [web] request ${i} served`);
    lines[60] = "2026-03-16T09:00:00 FATAL [web] kernel panic";
    const found = await ofText(`${lines.join("\n")}\n`);
    const { time_metrics, notes } = found.results.summary;
    expect(time_metrics).toMatchObject({
      available: true,
      time_span_seconds: 0,
      logs_per_second: null,
      logs_per_minute: null,
      logs_per_hour: null,
      peak_rate_per_minute: 120,
      note: expect.stringContaining("same time"),
    });
    expect(notes.join()).toContain("same time");
    expect(found.anomalies.map(({ line }) => line)).toContain(61);
    expect(Object.values(found.files).join("")).not.toMatch(/NaN|Infinity/);
  });

  it("R-67 one template only: entropy 0, nothing abnormal, nothing divided by zero", async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `${clockAt(i)} INFO [web] request ${i} served`);
    const found = await ofText(`${lines.join("\n")}\n`);
    expect(found.results.summary.template_diversity).toEqual({
      unique_templates: 1,
      template_entropy: 0,
      top_template_ratio: 1,
    });
    expect([found.anomalies.length, found.incidents.length]).toEqual([0, 0]);
    expect(found.results.summary.flood.detected).toBe(false);
    expect(Object.values(found.files).join("")).not.toMatch(/NaN|Infinity/);
  });

  it.each([
    ["INFO", "service started", 0],
    ["FATAL", "kernel panic", 1],
  ])("R-67 one line only (%s): entropy 0 and a note on too little data", async (level, text, anomalies) => {
    const found = await ofText(`2026-03-16T09:00:00 ${level} [web] ${text}\n`);
    const { template_diversity, notes } = found.results.summary;
    expect(template_diversity).toEqual({ unique_templates: 1, template_entropy: 0, top_template_ratio: 1 });
    expect(notes.join()).toContain("too little data");
    expect(found.anomalies).toHaveLength(anomalies);
    expect(Object.values(found.files).join("")).not.toMatch(/NaN|Infinity/);
  });

  it("R-50 a clock that jumps to 1970 and to 9999 makes neither endless windows nor endless files", async () => {
    const lines = quietLines(200);
    lines[50] = "1970-01-01T00:00:00 INFO [web] GET /cart/1 took 10 ms";
    lines[150] = "9999-12-31T23:59:59 INFO [web] GET /cart/1 took 10 ms";
    const found = await ofText(`${lines.join("\n")}\n`);
    expect(found.results.timeline.buckets.length).toBeLessThanOrEqual(1000);
    expect(Object.values(found.files).join("").length).toBeLessThan(1_000_000);
    expect(isBalanced(found)).toBe(true);
  });

  it("R-66 more messages than templates can be kept are told as one warning", async () => {
    const word = (n: number): string => {
      let text = "";
      for (let left = n + 26; left > 0; left = Math.floor(left / 26)) text += String.fromCharCode(97 + (left % 26));
      return text;
    };
    const lines = Array.from(
      { length: 30_000 },
      (_, i) => `${clockAt(i)} INFO [web] ${word(i)} ${word(i * 7)} ${word(i * 13)} ${word(i * 17)}`,
    );
    const found = await ofText(lines.join("\n"));
    const { warnings } = found.results.summary.input;
    expect(warnings.map(({ kind, count }) => [kind, count])).toEqual([["templates", 1]]);
    expect(warnings[0]?.first[0]?.text).toContain("too many different messages");
    expect(found.incomplete).toEqual([]);
    expect(isBalanced(found)).toBe(true);
    expect((await ofText(lines.slice(0, 300).join("\n"))).results.summary.input.warnings).toEqual([]);
  });

  it("stops at the limit of lines and says so", async () => {
    const found = await analyzed([{ name: "app.log", text: quietLines(500).join("\n") }], {
      config: { max_log_lines: 100 },
      batchSize: 7,
    });
    expect(found.results.summary.original_log_count).toBe(100);
    expect(found.results.summary.notes.join()).toContain("stopped after 100 lines");
  });

  it("never tells a line that the user calls normal", async () => {
    const lines = [...quietLines(300), `${clockAt(3601)} FATAL [db] nightly panic drill`];
    const text = `${lines.join("\n")}\n`;
    expect((await ofText(text)).anomalies).toHaveLength(1);
    const found = await analyzed([{ name: "app.log", text }], {
      config: { known_normal: [{ pattern: "nightly panic drill", reason: "a drill", expires: null }] },
    });
    expect(found.anomalies).toEqual([]);
    expect(found.incidents).toEqual([]);
    expect(found.results.summary.known_normal).toEqual({ lines: 1, rules: 1 });
  });
});

describe("R-69 the label of a benchmark", () => {
  /** Lines as the BGL set writes them, by us: label, epoch, date, node, time, node, type, component, level, text. */
  const bgl = (labels: readonly string[]): string =>
    labels
      .map((label, i) => {
        const at = new Date(Date.UTC(2026, 2, 16, 9) + i * 60_000);
        const day = at.toISOString().slice(0, 10);
        const stamp = `${day.replaceAll("-", ".")} R02-M1-N0-C:J12-U11 ${day}-${at.toISOString().slice(11, 19).replaceAll(":", ".")}.000000`;
        const bad = i % 40 === 39;
        const said = bad ? "FATAL data TLB error interrupt" : `INFO instruction cache parity error corrected ${i % 7}`;
        return `${label} ${at.getTime() / 1000} ${stamp} R02-M1-N0-C:J12-U11 RAS KERNEL ${said}`;
      })
      .join("\n");
  const truth = Array.from({ length: 200 }, (_, i) => (i % 40 === 39 ? "KERNDTLB" : "-"));

  it("changes nothing in any file but the number of bytes, and is shown nowhere", async () => {
    const [labelled, bare, wrong] = await Promise.all(
      [truth, truth.map(() => "-"), truth.map((label) => (label === "-" ? "KERNDTLB" : "-"))].map((labels) =>
        ofText(bgl(labels), "bgl.log"),
      ),
    );
    expect(labelled?.results.summary.input.files[0]?.format.name).toMatch(/bgl/i);
    expect(labelled?.anomalies.length).toBeGreaterThan(0);
    const withoutBytes = (files: Readonly<Record<string, string>> | undefined) =>
      Object.fromEntries(
        Object.entries(files ?? {}).map(([name, text]) => [name, text.replaceAll(/"bytes": ?\d+/g, '"bytes":0')]),
      );
    expect(withoutBytes(labelled?.files)).toEqual(withoutBytes(bare?.files));
    expect(withoutBytes(wrong?.files)).toEqual(withoutBytes(bare?.files));
    expect(Object.values(labelled?.files ?? {}).join("")).not.toContain("KERNDTLB");
    expect(Object.values(wrong?.files ?? {}).join("")).not.toContain("KERNDTLB");
  });
});
