import type { BehaviorFinding, BehaviorHit } from "../core/behavior.ts";
import type { BehavioralRule } from "../core/settings.ts";
import { groupTotals } from "./group-totals.ts";

/** Different groups and values of one rule, and lines that count for it. What is beyond is counted. */
const GROUPS = 50_000;
const VALUES = 200_000;
const HITS = 2_000_000;
/** Lines shown as proof. */
const PROOF = 10;
/** Matching lines from which a share means something, where the rule does not say. */
const RATIO_LINES = 5;

/** One rule at work: takes what its lines say in any order, then tells what was too much. */
export interface RuleAtWork {
  readonly rule: BehavioralRule;
  /** A line that counts. */
  hit(hit: BehaviorHit): void;
  /** Of a ratio: any line of a group, whether it counts or not. */
  seen(group: string, time: number): void;
  /** Stretches in which it was reached, in order of time. */
  findings(): readonly BehaviorFinding[];
  /** Lines that found no room. */
  readonly leftOut: number;
}

interface Columns {
  time: Float64Array;
  event: Float64Array;
  group: Int32Array;
  statement: Int32Array;
  value: Int32Array;
}

const columns = (length: number): Columns => ({
  time: new Float64Array(length),
  event: new Float64Array(length),
  group: new Int32Array(length),
  statement: new Int32Array(length),
  value: new Int32Array(length),
});

function grown(from: Columns): Columns {
  const to = columns(from.time.length * 2);
  to.time.set(from.time);
  to.event.set(from.event);
  to.group.set(from.group);
  to.statement.set(from.statement);
  to.value.set(from.value);
  return to;
}

/** Numbers for words; undefined: no room. */
function numbers(limit: number): { of(word: string): number | undefined; readonly words: readonly string[] } {
  const known = new Map<string, number>();
  const words: string[] = [];
  return {
    words,
    of(word) {
      const id = known.get(word);
      if (id !== undefined || words.length >= limit) return id;
      known.set(word, words.length);
      return words.push(word) - 1;
    },
  };
}

/** What stands in the window that ends with a hit. */
interface Standing {
  readonly isReached: boolean;
  readonly value: number;
  readonly of: number;
}

export function ruleAtWork(rule: BehavioralRule): RuleAtWork {
  const window = rule.window_minutes * 60_000;
  const groups = numbers(GROUPS);
  const values = numbers(VALUES);
  const totals = groupTotals(window);
  let kept = columns(256);
  let length = 0;
  let leftOut = 0;

  /** Looks at hits one after the other; called for each of a group's hits in order of time. */
  const sweeper = (order: Uint32Array, from: number): ((at: number, left: number) => Standing) => {
    const threshold = rule.threshold ?? (rule.type === "ratio" ? RATIO_LINES : 1);
    if (rule.type === "count")
      return (at, left) => ({ isReached: at - left + 1 >= threshold, value: at - left + 1, of: 0 });
    if (rule.type === "ratio") {
      const least = rule.threshold_ratio ?? 1;
      return (at, left) => {
        const hit = order[at]!;
        const matched = at - left + 1;
        const of = Math.max(matched, totals.between(kept.group[hit]!, kept.time[hit]! - window, kept.time[hit]!));
        return { isReached: matched >= threshold && matched / of >= least, value: matched / of, of };
      };
    }
    const inside = new Map<number, number>();
    let gone = from;
    return (at, left) => {
      for (; gone < left; gone++) {
        const value = kept.value[order[gone]!]!;
        const rest = (inside.get(value) ?? 0) - 1;
        if (rest > 0) inside.set(value, rest);
        else inside.delete(value);
      }
      const value = kept.value[order[at]!]!;
      inside.set(value, (inside.get(value) ?? 0) + 1);
      return { isReached: inside.size >= threshold, value: inside.size, of: 0 };
    };
  };

  /** Proof: the first lines of the stretch, of distinct_count the first of each value, and its last one. */
  const proofOf = (order: Uint32Array, first: number, last: number): number[] => {
    const proof: number[] = [];
    const told = new Set<number>();
    for (let at = first; at <= last && proof.length < PROOF - 1; at++) {
      const hit = order[at]!;
      if (rule.type === "distinct_count" && told.has(kept.value[hit]!)) continue;
      told.add(kept.value[hit]!);
      proof.push(kept.event[hit]!);
    }
    const end = kept.event[order[last]!]!;
    return proof.includes(end) ? proof : [...proof, end];
  };

  const findingOf = (order: Uint32Array, open: Open): BehaviorFinding => {
    const statements = new Map<number, { count: number; first: number; firstTime: number }>();
    for (let at = open.first; at <= open.last; at++) {
      const hit = order[at]!;
      const known = statements.get(kept.statement[hit]!);
      if (known) known.count++;
      else statements.set(kept.statement[hit]!, { count: 1, first: kept.event[hit]!, firstTime: kept.time[hit]! });
    }
    const [first, last] = [order[open.first]!, order[open.last]!];
    return {
      rule,
      group: groups.words[kept.group[first]!] ?? "",
      from: kept.time[first]!,
      to: kept.time[last]!,
      firstEvent: kept.event[first]!,
      lastEvent: kept.event[last]!,
      lines: open.last - open.first + 1,
      peak: open.peak,
      of: open.of,
      proof: proofOf(order, open.first, open.last),
      statements,
    };
  };

  return {
    rule,
    get leftOut() {
      return leftOut;
    },
    seen(group, time) {
      const id = groups.of(group);
      if (id !== undefined) totals.add(id, time);
    },
    hit({ time, event, statement, group, value }) {
      const id = groups.of(group);
      const number = rule.type === "distinct_count" ? values.of(value) : 0;
      if (id === undefined || number === undefined || length >= HITS) {
        leftOut++;
        return;
      }
      if (length === kept.time.length) kept = grown(kept);
      kept.time[length] = time;
      kept.event[length] = event;
      kept.group[length] = id;
      kept.statement[length] = statement;
      kept.value[length++] = number;
    },
    findings() {
      const { time, event, group } = kept;
      const order = Uint32Array.from({ length }, (_, i) => i).sort(
        (a, b) => group[a]! - group[b]! || time[a]! - time[b]! || event[a]! - event[b]!,
      );
      const found: BehaviorFinding[] = [];
      for (let from = 0; from < length; ) {
        let end = from;
        while (end < length && group[order[end]!] === group[order[from]!]) end++;
        for (const open of stretches(order, from, end, time, window, sweeper(order, from)))
          found.push(findingOf(order, open));
        from = end;
      }
      return found.sort((a, b) => a.from - b.from || a.firstEvent - b.firstEvent);
    },
  };
}

interface Open {
  first: number;
  last: number;
  peak: number;
  of: number;
}

/** Stretches of one group: one ends when its rule was not reached for a whole window, so that it is told once. */
function stretches(
  order: Uint32Array,
  from: number,
  end: number,
  time: Float64Array,
  window: number,
  standing: (at: number, left: number) => Standing,
): Open[] {
  const found: Open[] = [];
  let left = from;
  for (let at = from; at < end; at++) {
    const now = time[order[at]!]!;
    while (time[order[left]!]! < now - window) left++;
    const { isReached, value, of } = standing(at, left);
    if (!isReached) continue;
    const open = found.at(-1);
    if (!open || now - time[order[open.last]!]! > window) {
      found.push({ first: left, last: at, peak: value, of });
      continue;
    }
    open.last = at;
    if (value > open.peak) [open.peak, open.of] = [value, of];
  }
  return found;
}
