import type { Factor } from "../core/detector.ts";
import { number } from "../core/words.ts";

/** A column in which a row stands out: what it holds, what is usual, how far apart in the column's own measure. */
export interface Standout {
  readonly name: string;
  readonly value: number;
  readonly usual: number;
  readonly far: number;
}

/** Columns named in an explanation. */
const NAMED = 3;

const shown = (value: number): string => (Number.isFinite(value) ? number(value) : "none");

/** The columns in which a row differs most, furthest first, as one factor; none where it differs in none. */
export function outlierFactor(columns: readonly Standout[], whose: string): readonly Factor[] {
  const told = columns
    .map((each, place) => ({ ...each, place }))
    .filter(({ far }) => far > 0)
    .sort((a, b) => b.far - a.far || a.place - b.place)
    .slice(0, NAMED);
  if (told.length === 0) return [];
  return [
    {
      kind: "OUTLIER",
      observed: told.map(({ name, value }) => `${name} ${shown(value)}`).join(", "),
      expected: told.map(({ name, usual }) => `${name} ${shown(usual)}`).join(", "),
      text: told.map(({ name, value, usual }) => `${name} is ${shown(value)}; ${whose} ${shown(usual)}`).join(", "),
      values: told.flatMap(({ value, usual }) => [value, usual]).map((value) => (Number.isFinite(value) ? value : 0)),
    },
  ];
}
