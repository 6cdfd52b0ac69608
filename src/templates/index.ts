import { autoMiner } from "./auto.ts";
import { drainMiner } from "./drain.ts";
import { ftTreeMiner } from "./ft-tree.ts";
import { identityMiner } from "./identity.ts";
import { type ListedMiner, listed } from "./listed.ts";
import { type ListedLineMiner, listedLines } from "./listed-lines.ts";
import { spellMiner } from "./spell.ts";

export { type AutoOptions, type AutoState, autoMiner } from "./auto.ts";
export { identityMiner } from "./identity.ts";
export type { ListedMiner, Mining } from "./listed.ts";
export type { LineMining, ListedLineMiner } from "./listed-lines.ts";
export { type Parameter, parameterReader, parametersOf } from "./parameters.ts";
export { type Scanner, scanner } from "./scanner.ts";
export { shapeMemo } from "./shape-memo.ts";
export { type ForeignShape, type ShapeTable, type ShapeTableOptions, shapeTable } from "./shape-table.ts";
export { numberOf, PARAMETER_KINDS, type ParameterKind } from "./value-kind.ts";
export { type SketchState, type ValueSketch, valueSketch } from "./value-sketch.ts";

/** The miners, by name; the first is the default. */
export const miners: readonly ListedMiner[] = [listed(autoMiner), listed(identityMiner)];

/** Miners of the literature, by name. They learn from every line, not from shapes: for `parse` and for comparisons. */
export const lineMiners: readonly ListedLineMiner[] = [
  listedLines(drainMiner),
  listedLines(spellMiner),
  listedLines(ftTreeMiner),
];
