/** How many lines each group wrote, by short slots of time: what a share is a share of. */
export interface GroupTotals {
  /** In any order of time. */
  add(group: number, time: number): void;
  /** Lines in the slots that touch [from, to]: at its ends up to one slot too many, never one line too few. */
  between(group: number, from: number, to: number): number;
}

const CELLS = 500_000;
const SLOTS = 240;
const SECOND = 1000;

/** A window is at least 240 slots long, as long as there is room; then slots become twice as long, again and again. */
export function groupTotals(window: number): GroupTotals {
  let width = Math.max(SECOND, window / SLOTS);
  let cells = 0;
  let groups = new Map<number, Map<number, number>>();
  let sums: Map<number, { readonly slots: Float64Array; readonly before: Float64Array }> | undefined;
  const put = (group: number, slot: number, count: number): void => {
    const own = groups.get(group) ?? new Map<number, number>();
    if (own.size === 0) groups.set(group, own);
    const known = own.get(slot);
    if (known === undefined) cells++;
    own.set(slot, (known ?? 0) + count);
  };
  const widen = (): void => {
    const old = groups;
    groups = new Map();
    cells = 0;
    width *= 2;
    for (const [group, own] of old) for (const [slot, count] of own) put(group, Math.floor(slot / 2), count);
  };
  const sumsOf = (group: number): { readonly slots: Float64Array; readonly before: Float64Array } => {
    sums ??= new Map(
      [...groups].map(([id, own]) => {
        const slots = Float64Array.from(own.keys()).sort();
        const before = new Float64Array(slots.length + 1);
        slots.forEach((slot, i) => {
          before[i + 1] = before[i]! + (own.get(slot) ?? 0);
        });
        return [id, { slots, before }];
      }),
    );
    return sums.get(group) ?? { slots: new Float64Array(0), before: new Float64Array(1) };
  };
  return {
    add(group, time) {
      put(group, Math.floor(time / width), 1);
      // No more groups than half the cells: widening always makes room.
      while (cells > CELLS && width < Number.MAX_SAFE_INTEGER) widen();
    },
    between(group, from, to) {
      const { slots, before } = sumsOf(group);
      return before[behind(slots, Math.floor(to / width))]! - before[behind(slots, Math.floor(from / width) - 1)]!;
    },
  };
}

/** How many elements are at most `value`. */
function behind(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
