import type { EventBatch } from "../core/event-batch.ts";

/** Numbers statements as they appear: one for each (template, level, component), and for what the user's patterns say. */
export interface StatementTable {
  /** Id of the statement that wrote event `row`. */
  of(events: EventBatch, row: number): number;
  readonly length: number;
  readonly template: readonly number[];
  readonly level: readonly number[];
  readonly component: readonly number[];
  readonly rule: readonly number[];
  readonly known: readonly number[];
}

/** By shape: which of the user's rules matches, which known text it is; -1: none. */
export interface ShapeMarks {
  readonly rule: ArrayLike<number>;
  readonly known: ArrayLike<number>;
}

const UNMARKED: ShapeMarks = { rule: [], known: [] };

/**
 * `templateOf`: template by shape. A look-up is by (shape, level, component), three numbers in an open-addressing table,
 * since an event knows its shape; shapes of one template share the statement.
 */
export function statementTable(templateOf: ArrayLike<number>, marks: ShapeMarks = UNMARKED): StatementTable {
  let mask = 4095;
  let shapes = new Int32Array(mask + 1).fill(-1);
  let levels = new Uint8Array(mask + 1);
  let components = new Int32Array(mask + 1);
  let ids = new Int32Array(mask + 1);
  let used = 0;
  // What came last of each shape: most shapes have one level and one component.
  let lastLevels = new Uint8Array(1_024);
  let lastComponents = new Int32Array(1_024);
  let lastIds = new Int32Array(1_024).fill(-1);
  const byContent = new Map<string, number>();
  const template: number[] = [];
  const level: number[] = [];
  const component: number[] = [];
  const rule: number[] = [];
  const known: number[] = [];
  const mix = (shape: number, lvl: number, comp: number): number => {
    let h = Math.imul(shape ^ Math.imul(comp + 2, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(lvl + 1, 0xc2b2ae35);
    h ^= h >>> 15;
    return Math.imul(h, 0x2c1b3c6d) >>> 4;
  };
  const put = (shape: number, lvl: number, comp: number, id: number): void => {
    let slot = mix(shape, lvl, comp) & mask;
    while (shapes[slot]! >= 0) slot = (slot + 1) & mask;
    shapes[slot] = shape;
    levels[slot] = lvl;
    components[slot] = comp;
    ids[slot] = id;
  };
  const grow = (): void => {
    const old = { shapes, levels, components, ids };
    mask = mask * 2 + 1;
    shapes = new Int32Array(mask + 1).fill(-1);
    levels = new Uint8Array(mask + 1);
    components = new Int32Array(mask + 1);
    ids = new Int32Array(mask + 1);
    for (let i = 0; i < old.shapes.length; i++)
      if (old.shapes[i]! >= 0) put(old.shapes[i]!, old.levels[i]!, old.components[i]!, old.ids[i]!);
  };
  const remember = (shape: number, lvl: number, comp: number, id: number): number => {
    if (shape >= lastIds.length) {
      const size = Math.max(shape + 1, lastIds.length * 2);
      const [oldLevels, oldComponents, oldIds] = [lastLevels, lastComponents, lastIds];
      lastLevels = new Uint8Array(size);
      lastLevels.set(oldLevels);
      lastComponents = new Int32Array(size);
      lastComponents.set(oldComponents);
      lastIds = new Int32Array(size).fill(-1);
      lastIds.set(oldIds);
    }
    lastLevels[shape] = lvl;
    lastComponents[shape] = comp;
    lastIds[shape] = id;
    return id;
  };
  return {
    of(events, row) {
      const shape = events.shape[row]!;
      const lvl = events.level[row]!;
      const comp = events.component[row]!;
      if (shape < lastIds.length && lastLevels[shape] === lvl && lastComponents[shape] === comp && lastIds[shape]! >= 0)
        return lastIds[shape]!;
      let slot = mix(shape, lvl, comp) & mask;
      while (shapes[slot]! >= 0) {
        if (shapes[slot] === shape && levels[slot] === lvl && components[slot] === comp)
          return remember(shape, lvl, comp, ids[slot]!);
        slot = (slot + 1) & mask;
      }
      const named = templateOf[shape] ?? -1;
      const matched = marks.rule[shape] ?? -1;
      const text = marks.known[shape] ?? -1;
      const content = `${named} ${lvl} ${comp} ${matched} ${text}`;
      let id = byContent.get(content);
      if (id === undefined) {
        id = template.length;
        byContent.set(content, id);
        template.push(named);
        level.push(lvl);
        component.push(comp);
        rule.push(matched);
        known.push(text);
      }
      put(shape, lvl, comp, id);
      if (++used * 2 > mask) grow();
      return remember(shape, lvl, comp, id);
    },
    get length() {
      return template.length;
    },
    template,
    level,
    component,
    rule,
    known,
  };
}
