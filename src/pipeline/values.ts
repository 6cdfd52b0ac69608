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
/** More than a template can have. */
const PLACES = 4_096;
const NEVER = 0xffffffff;

/**
 * Rows of every so many'th event of each template: `left` counts down to it, then starts at the stride again. A loop of its own, as
 * in chosen-events.ts.
 */
function choose(
  statement: Int32Array,
  length: number,
  template: Int32Array,
  strides: Uint32Array,
  left: Uint32Array,
  rows: Int32Array,
): number {
  let count = 0;
  for (let row = 0; row < length; row++) {
    const of = template[statement[row]!]!;
    if (--left[of]! > 0) continue;
    left[of] = strides[of]!;
    rows[count++] = row;
  }
  return count;
}

/** One walk: the values of at most READ events of each template, regularly spaced. */
export function readValues(run: PlacedRun, profile: Profile, templates: readonly Template[], privacy: Privacy): Values {
  const total = new Map<number, number>();
  for (const s of profile.statements) total.set(s.template, (total.get(s.template) ?? 0) + s.count);
  /** By template: every how many of it are read, and how many come before the next one. Behind them all: what has no template. */
  const strides = new Uint32Array(templates.length + 1).fill(NEVER);
  const left = new Uint32Array(strides);
  for (const [id, { text }] of templates.entries()) {
    if (!text.includes("<")) continue;
    strides[id] = Math.max(1, Math.ceil((total.get(id) ?? 0) / READ));
    left[id] = 1;
  }
  const templateOf = Int32Array.from(run.statements.template, (id) => (id < 0 ? templates.length : id));
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
    number,
    { statement: number; unit: number; stride: number; times: number[]; values: number[] }
  >();
  const parametersIn = parameterReader();
  let rows = new Int32Array(0);
  for (const { events: batch, time, statement: statements } of run.stretches()) {
    if (rows.length < batch.length) rows = new Int32Array(batch.length);
    const count = choose(statements, batch.length, templateOf, strides, left, rows);
    for (const i of rows.subarray(0, count)) {
      const statement = statements[i]!;
      const template = templateOf[statement]!;
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
        const key = statement * PLACES + place;
        const numbers = measured.get(key) ?? { statement, unit, stride: strides[template]!, times: [], values: [] };
        if (numbers.times.length === 0) measured.set(key, numbers);
        numbers.times.push(time[i]!);
        numbers.values.push(value);
      });
    }
  }
  return { sketches, measured: [...measured.values()] };
}
