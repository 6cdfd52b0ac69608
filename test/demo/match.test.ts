import { describe, expect, it } from "vitest";
import { matchIncidents } from "../../experiments/demo/match.ts";
import { kindTable, seedTable } from "../../experiments/demo/table.ts";
import type { Anomaly, Incident } from "../../src/core/anomaly.ts";
import type { LabelledIncident } from "../../src/demo/label.ts";

const label = (lines: number[], file = "web.log"): LabelledIncident => ({
  kind: "burst",
  file,
  first: lines[0] ?? 0,
  last: lines.at(-1) ?? 0,
  lines,
  from: 0,
  to: 1,
  description: "",
});

const incident = (
  id: string,
  line: number,
  severity: Incident["severity"] = "medium",
  file = "day/web.log",
): Incident => ({
  id,
  rank: 1,
  score: 3,
  severity,
  state: "over",
  title: id,
  subtitle: "",
  tags: [],
  start: null,
  end: null,
  lines: 1,
  anomalies: [],
  templates: [],
  components: [],
  keys: [],
  detectors: [],
  factors: [],
  first_cause: { source_file: file, line, time: null, text: "", why: "" },
  related: [],
  evidence: [],
  explanation: [],
  citations: [],
  next_steps: [],
  author: { name: "rules", citations_found: 0, citations_given: 0 },
});

const spanning = (incidentId: string, first: number, last: number, count: number): Anomaly => ({
  id: "a",
  kind: "burst",
  log: "",
  timestamp: null,
  source_file: "day/web.log",
  line: first,
  lines: { first, last, count },
  level: "warn",
  component: "",
  template: "",
  template_id: "",
  parameters: [],
  key: "",
  classification: "anomaly",
  reason: "",
  tags: [],
  tag: [],
  score: 1,
  severity: "medium",
  detectors: [],
  factors: [],
  context: [],
  citations: [],
  incident_id: incidentId,
  classified_by: "rules",
  llm: { status: "off" },
  is_rule_based: true,
  is_security_related: false,
  is_llm_anomaly: false,
});

describe("matching incidents to labels", () => {
  const labels = [label([10, 11, 14]), label([10], "db.log")];

  it("finds a label by a line shown in the same file only", () => {
    const { touching, unmatched } = matchIncidents(labels, [incident("hit", 14), incident("beside", 12)], []);
    expect(touching.map((list) => list.map(({ id }) => id))).toEqual([["hit"], []]);
    expect(unmatched.map(({ id }) => id)).toEqual(["beside"]);
  });

  it("leaves low incidents out of both counts", () => {
    const { touching, unmatched } = matchIncidents(
      labels,
      [incident("low", 14, "low"), incident("low too", 99, "low")],
      [],
    );
    expect([touching.flat(), unmatched]).toEqual([[], []]);
  });

  it("counts a span only when labelled lines make half of it", () => {
    const match = (count: number) =>
      matchIncidents(labels, [incident("x", 5)], [spanning("x", 5, 20, count)]).touching[0];
    expect(match(6)).toHaveLength(1);
    expect(match(7)).toHaveLength(0);
  });

  it("prints what was planted, found, and found as one", () => {
    const rows = [
      {
        name: "seed 1",
        lines: 2000,
        others: 3,
        labels: [1, 2, 0].map((touching) => ({ kind: "burst" as const, touching })),
      },
    ];
    expect(kindTable(rows)).toMatch(/burst +3 +2 +1\n/);
    expect(seedTable(rows, "false")).toMatch(/seed 1 +2000 +3 +2 +3$/);
  });
});
