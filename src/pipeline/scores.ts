import type { ScoreRow, Scores } from "../core/results.ts";
import { riskOf } from "../decisions/evidence.ts";
import type { Judgement } from "./judge.ts";
import type { Model } from "./learn.ts";

/** One row an event, in the order of the input: what each detector said of it, the risk, and whether it is an anomaly. */
export function scoresOf(model: Model, judgement: Judgement): Scores {
  const detectors = model.seen.map(({ detector }) => detector.name);
  function* rows(): Generator<ScoreRow> {
    const alarm = new Map<number, number>();
    const { alarms } = judgement;
    for (let a = 0; a < alarms.length; a++) alarm.set(alarms.event[a]!, alarms.risk[a]!);
    for (const { base, events: batch, time: times, statement: statements } of model.run.stretches())
      for (let i = 0; i < batch.length; i++) {
        const time = times[i]!;
        const statement = statements[i]!;
        const row = model.lines.rowOf(batch, i, statement, time);
        const scores = model.seen.map(({ detector, scores: all }) => {
          if (detector.sees === "statement") return all[statement] ?? 0;
          if (detector.sees === "line") return all[row] ?? 0;
          const component = batch.component[i]!;
          return judgement.spans.reduce(
            (most, s) =>
              s.detector === detector.name &&
              (s.statement === statement || (s.statement < 0 && s.component === component)) &&
              time >= s.from &&
              time < s.to
                ? Math.max(most, s.score)
                : most,
            0,
          );
        });
        const raised = alarm.get(base + i);
        yield {
          key: "",
          first_line: batch.line[i]!,
          last_line: batch.line[i]! + batch.folded[i]!,
          risk: raised ?? Math.min(0.4999, riskOf(judgement.evidence.strength[statement]!)),
          alarm: raised === undefined ? 0 : 1,
          scores,
        };
      }
  }
  return { detectors, rows: { [Symbol.iterator]: rows } };
}
