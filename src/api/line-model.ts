import type { Fitted } from "../core/detector.ts";
import type { Profile } from "../core/samples.ts";
import { clock } from "../features/clock.ts";
import { lineSamples } from "../features/lines.ts";
import { placedRun } from "../features/placed-run.ts";
import { profileOf } from "../features/profile.ts";
import { statementTable } from "../features/statements.ts";
import { learn, type Model } from "../pipeline/learn.ts";
import { type Privacy, privacy } from "../privacy/reveal.ts";
import { settingsOf } from "./config.ts";
import { CONTEXT, eventsAround, type RecordEvents, recordEvents } from "./record-events.ts";
import type { LogRecord } from "./records.ts";
import { startMining } from "./templates.ts";

/** What one detector of lines learned from records. */
export interface LineModel {
  readonly records: readonly LogRecord[];
  readonly read: RecordEvents;
  readonly privacy: Privacy;
  readonly model: Model;
  readonly detector: Fitted;
  /** By row of `model.lines`. */
  readonly scores: Float64Array;
}

/** Fits one detector of lines, with its own options, and nothing else. */
export function lineModel(
  records: readonly LogRecord[],
  name: string,
  options: Readonly<Record<string, unknown>>,
): LineModel {
  const defaults = settingsOf({});
  const detectors = Object.fromEntries(
    Object.keys(defaults.detectors).map((each) => [each, each === name ? { ...options } : { enabled: false }]),
  );
  const settings = settingsOf({ detectors });
  const secrets = privacy();
  const read = recordEvents(records);
  const model = learn(read.events, settings, secrets);
  const [seen] = model.seen;
  if (!seen) throw new Error(`there is no detector ${name}`);
  return { records, read, privacy: secrets, model, detector: seen.detector, scores: seen.scores };
}

/** Score of each record the model was fitted on; `neutral` where there is nothing to score. */
export function ownScores({ read, records, model, scores }: LineModel, neutral: number): Float64Array {
  return perRecord(read, records, model, scores, neutral);
}

function perRecord(
  read: RecordEvents,
  records: readonly LogRecord[],
  { run, lines }: Pick<Model, "run" | "lines">,
  scores: Float64Array,
  neutral: number,
): Float64Array {
  const byEvent = new Float64Array(run.length);
  for (const { base, events, time, statement } of run.stretches())
    for (let i = 0; i < events.length; i++)
      byEvent[base + i] = scores[lines.rowOf(events, i, statement[i]!, time[i]!)] ?? neutral;
  const around = eventsAround(read.eventOf, records);
  return Float64Array.from(around, (event) => (event < 0 ? neutral : byEvent[event]!));
}

/** Scores of records the model has not seen: their features are counted as the model's records have them. */
export function newScores(of: LineModel, records: readonly LogRecord[], neutral: number): Float64Array {
  const mining = startMining();
  mining.learn(of.read.events.shapes);
  const known = mining.templates();
  const read = recordEvents(records, { context: of.records.slice(0, CONTEXT) });
  const { events } = read;
  try {
    const { shapes } = events;
    const templateOf = Int32Array.from({ length: shapes.length }, (_, id) => {
      const template = mining.match(shapes.at(id));
      // A message that no template fits is its own.
      return template < 0 ? known.length + id : template;
    });
    const textOf = (template: number): string =>
      known[template]?.text ??
      shapes
        .at(template - known.length)
        .elements.map(({ text }) => text)
        .join(" ");
    const run = placedRun(events.store, clock(events.store), statementTable(templateOf));
    const own = profileOf(
      run,
      {
        templateText: textOf,
        wordText: (id) => of.privacy.redact(events.words.text(id)),
        reveal: (bytes, start, end) => of.privacy.reveal(bytes, start, end),
      },
      1,
    );
    const counts = new Map(of.model.profile.statements.map((s) => [nameOf(s), s.count]));
    const profile: Profile = {
      ...own,
      statements: own.statements.map((s) => ({ ...s, count: counts.get(nameOf(s)) ?? 1 })),
    };
    const lines = lineSamples(run, profile);
    const scores = of.detector.score(lines.samples);
    return perRecord(read, records, { run, lines }, scores, neutral);
  } finally {
    events.store.close();
  }
}

/** A statement across runs: numbers of words differ, templates are those of the model. */
const nameOf = (s: Profile["statements"][number]): string => `${s.template} ${s.level} ${s.componentName}`;
