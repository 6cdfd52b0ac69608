import type { Incident } from "./anomaly.ts";
import type { FactorKind } from "./detector.ts";
import { printable } from "./printable.ts";

/** Factors that measured something, in one unit; then what only says that something is strange. */
const MEASURED: readonly FactorKind[] = [
  "BEHAVIORAL RULE",
  "BURST DETECTED",
  "FLOOD",
  "LEVEL SHIFT",
  "MISSING EVENT",
  "UNUSUAL VALUE",
];
const NAMED: readonly FactorKind[] = ["SEVERITY", "NEW TEMPLATE", "RARE TEMPLATE"];

const orderOf = (kind: FactorKind): number => (MEASURED.includes(kind) ? 0 : NAMED.includes(kind) ? 2 : 1);

/** Pairs of normal and observed that are said. */
const PAIRS = 2;

/** What is normal, beside what was observed: the incident's measured factors first, each pair once. */
export function normalOf({ factors }: Pick<Incident, "factors">): string {
  const pairs = [...factors]
    .filter(({ expected, observed }) => expected !== "" && observed !== "" && expected !== observed)
    .filter(({ kind, expected }) => kind !== "SEVERITY" || /\d/.test(expected))
    .sort((a, b) => orderOf(a.kind) - orderOf(b.kind))
    .map(({ expected, observed }) => `${printable(expected)}, here ${printable(observed)}`);
  return [...new Set(pairs)].slice(0, PAIRS).join("; ");
}
