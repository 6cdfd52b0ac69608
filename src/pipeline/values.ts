import { measureOf } from "../core/measures.ts";
import type { Template } from "../core/miner.ts";
import type { Profile } from "../core/samples.ts";
import type { PlacedRun } from "../features/placed-run.ts";
import type { PlaceValues } from "../features/values.ts";
import type { Privacy } from "../privacy/reveal.ts";
import { numberOf, parameterReader, type ValueSketch, valueSketch } from "../templates/index.ts";

/** What the variable places of a run's templates hold. */
export interface Values {
  /** By template: one sketch a place. */
  readonly sketches: ReadonlyMap<number, readonly ValueSketch[]>;
  /** The numbers of places that measure something. */
  readonly measured: readonly PlaceValues[];
}

/** Events of a template whose values are read; beyond, they are of a regular sample. */
const READ = 1_000;
/** Templates whose numbers are kept one by one. */
const MEASURED = 2_000;

/** One walk: the values of at most READ events of each template, regularly spaced. */
export function readValues(run: PlacedRun, profile: Profile, templates: readonly Template[], privacy: Privacy): Values {
  const total = new Map<number, number>();
  for (const s of profile.statements) total.set(s.template, (total.get(s.template) ?? 0) + s.count);
  /** By template: how often it came so far, and every how many of it are read; 0: it has no values. */
  const seen = new Uint32Array(templates.length);
  const strides = Uint32Array.from(templates, ({ text }, id) =>
    text.includes("<") ? Math.max(1, Math.ceil((total.get(id) ?? 0) / READ)) : 0,
  );
  const sketches = new Map<number, ValueSketch[]>();
  const units = new Map<number, readonly number[]>();
  const unitsOf = (template: number): readonly number[] => {
    const known = units.get(template);
    if (known) return known;
    const text = templates[template]?.text ?? "";
    const places = text.split("<").length - 1;
    const made = units.size < MEASURED ? Array.from({ length: places }, (_, place) => measureOf(text, place)) : [];
    units.set(template, made);
    return made;
  };
  const measured = new Map<
    string,
    { statement: number; unit: number; stride: number; times: number[]; values: number[] }
  >();
  const parametersIn = parameterReader();
  for (const { events: batch, time, statement: statements } of run.stretches())
    for (let i = 0; i < batch.length; i++) {
      const statement = statements[i]!;
      const template = run.statements.template[statement]!;
      const stride = strides[template] ?? 0;
      if (stride === 0 || seen[template]!++ % stride !== 0) continue;
      const known = templates[template];
      if (!known) continue;
      const own = sketches.get(template) ?? [];
      if (own.length === 0) sketches.set(template, own);
      const [start, end] = [batch.messageStart[i]!, batch.messageEnd[i]!];
      const message = privacy.isPlain(batch.bytes, start, end)
        ? batch.bytes.subarray(start, end)
        : privacy.reveal(batch.bytes, start, end);
      parametersIn(known, message).forEach(({ kind, text }, place) => {
        const sketch = own[place] ?? valueSketch();
        own[place] = sketch;
        sketch.add(text, kind);
        const unit = unitsOf(template)[place] ?? -1;
        if (unit < 0 || kind !== "num") return;
        const value = numberOf(text);
        if (!(value >= 0)) return;
        const key = `${statement} ${place}`;
        const numbers = measured.get(key) ?? { statement, unit, stride, times: [], values: [] };
        if (numbers.times.length === 0) measured.set(key, numbers);
        numbers.times.push(time[i]!);
        numbers.values.push(value);
      });
    }
  return { sketches, measured: [...measured.values()] };
}
