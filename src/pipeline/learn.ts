import type { Fitted, ListedDetector } from "../core/detector.ts";
import type { Template } from "../core/miner.ts";
import { seededRandom } from "../core/random.ts";
import type { Profile, Samples, SampleUnit } from "../core/samples.ts";
import type { Settings } from "../core/settings.ts";
import { detectors } from "../detectors/index.ts";
import { clock } from "../features/clock.ts";
import { type LineSamples, lineSamples } from "../features/lines.ts";
import { type PlacedRun, placedRun } from "../features/placed-run.ts";
import { profileOf } from "../features/profile.ts";
import { samplesOf } from "../features/samples.ts";
import { seriesSamples } from "../features/series.ts";
import { shareSamples } from "../features/shares.ts";
import { silenceSamples } from "../features/silences.ts";
import { statementSamples } from "../features/statement-samples.ts";
import { statementTable } from "../features/statements.ts";
import { valueSamples } from "../features/values.ts";
import { windowSamples } from "../features/windows.ts";
import type { Privacy } from "../privacy/reveal.ts";
import { miners } from "../templates/index.ts";
import { rulesOf, withoutExpired } from "./marks.ts";
import type { Events } from "./read.ts";
import { readValues, type Values } from "./values.ts";

/** A detector and the samples it sees. */
export interface Seen {
  readonly detector: Fitted;
  readonly samples: Samples;
  /** One score a sample. */
  readonly scores: Float64Array;
}

/** What is normal in a run: its templates, its statements, and the detectors fitted on them. */
export interface Model {
  readonly templates: readonly Template[];
  /** There were more messages than templates can be kept. */
  readonly isFull: boolean;
  /** Template by what events name: their shape, or the id of their marks. */
  readonly templateOf: Int32Array;
  /** The run's events on its clock, each with its statement. */
  readonly run: PlacedRun;
  readonly profile: Profile;
  readonly lines: LineSamples;
  readonly values: Values;
  /** In the order of the list of detectors. */
  readonly seen: readonly Seen[];
}

/** Gravity from which a statement is no mere company of others, and counts as a failure of its component. */
const BAD = 1.5;

/** Learns from the run itself what it will be judged against. */
export function learn(events: Events, settings: Settings, privacy: Privacy): Model {
  const [miner] = miners;
  if (!miner) throw new Error("the list of miners is empty");
  const mining = miner.start({});
  mining.learn(events.shapes);
  // A word of a template can be a secret that never changed: no text leaves the shapes unseen.
  const templates = mining.templates().map((template) => ({ ...template, text: privacy.redact(template.text) }));
  const ofShape = Int32Array.from({ length: events.shapes.length }, (_, id) => mining.match(events.shapes.at(id)));
  const { store, marks } = events;
  const time = clock(store);
  const templateOf = marks ? Int32Array.from(marks.shape, (shape) => ofShape[shape]!) : ofShape;
  const run = placedRun(store, time, statementTable(templateOf, marks && withoutExpired(marks, time, settings)));
  const profile = profileOf(
    run,
    {
      templateText: (id) => templates[id]?.text ?? "",
      wordText: (id) => privacy.redact(events.words.text(id)),
      reveal: (bytes, start, end) => privacy.reveal(bytes, start, end),
      isBinary: (source) => events.sources[source]?.isBinary === true,
    },
    events.sources.length,
  );
  const lines = lineSamples(run, profile);
  const values = readValues(run, profile, templates, privacy);
  const enabled = detectors.filter(({ name }) => settings.detectors[name]?.enabled !== false);
  const optionsOf = (detector: ListedDetector): Record<string, unknown> => {
    const { enabled: _, ...options } = settings.detectors[detector.name] ?? { enabled: true };
    if (!detector.takesPatterns) return options;
    return { ...options, patterns: rulesOf(settings) };
  };
  const plain = samplesOf(
    profile.statements.map((s) => ({ key: s.id, from: 0, to: 0, features: [] })),
    [],
  );
  const see = (detector: ListedDetector, samples: Samples): Seen => {
    const fitted = detector.fit({ profile, samples }, optionsOf(detector), seededRandom(settings.seed));
    return { detector: fitted, samples, scores: fitted.score(samples) };
  };
  // Gravity comes first: it decides what is mere company, and what counts as a failure.
  const first = new Map(enabled.filter(({ gives }) => gives === "gravity").map((d) => [d.name, see(d, plain)]));
  const bad = new Uint8Array(profile.statements.length);
  for (const { scores } of first.values())
    scores.forEach((score, id) => {
      if (score >= BAD) bad[id] = 1;
    });
  const made = new Map<SampleUnit, Samples>();
  const samplesFor = (detector: ListedDetector): Samples => {
    if (detector.sees === "window") {
      const window = detector.window?.(optionsOf(detector)) ?? { events: 1000, share: 0.75 };
      return windowSamples(run, window);
    }
    const known = made.get(detector.sees);
    if (known) return known;
    const samples = makeSamples(detector.sees);
    made.set(detector.sees, samples);
    return samples;
  };
  const makeSamples = (unit: SampleUnit): Samples => {
    switch (unit) {
      case "statement":
        return statementSamples(
          run,
          profile,
          bad.map((b) => 1 - b),
        );
      case "series":
        return seriesSamples(profile);
      case "share":
        return shareSamples(profile, bad);
      case "silence":
        return silenceSamples(profile);
      case "value":
        return valueSamples(profile, values.measured);
      case "line":
        return lines.samples;
      default:
        throw new Error(`no samples of the unit ${unit}`);
    }
  };
  const seen = enabled.map((detector) => first.get(detector.name) ?? see(detector, samplesFor(detector)));
  const isFull = events.overflowed > 0 || mining.isFull();
  return { templates, isFull, templateOf, run, profile, lines, values, seen };
}
