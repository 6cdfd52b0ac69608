/**
 * Many byte patterns looked for in one pass: a deterministic automaton, one table look-up a byte.
 *
 * The pattern language is what required literals need and no more: characters (ASCII letters without regard to case),
 * `[...]` sets (exact), `\` before a character that would mean something, and `?` or `{n}` behind either.
 */
export interface ByteAutomaton {
  /** Next state by state and class: `next[state + classes[byte]]`; states are multiples of the number of classes. */
  readonly next: Uint16Array | Uint32Array;
  readonly classes: Uint8Array;
  readonly initial: number;
  /** States from here on end at least one pattern. */
  readonly firstAccepting: number;
  /** Indexes of the patterns that a state ends; by `(state - firstAccepting) / number of classes`. */
  readonly accepted: readonly (readonly number[])[];
}

interface Step {
  readonly set: Uint8Array;
  readonly isOptional: boolean;
}

const setOf = (codes: Iterable<number>): Uint8Array => {
  const set = new Uint8Array(256);
  for (const code of codes) set[code & 0xff] = 1;
  return set;
};

const ofCharacter = (character: string): Uint8Array =>
  setOf([character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)]);

/** The set between brackets, and where it ends. */
function bracketed(pattern: string, from: number): { set: Uint8Array; next: number } {
  const codes: number[] = [];
  let at = from;
  for (; at < pattern.length && pattern[at] !== "]"; at++) {
    if (pattern[at] === "\\") at++;
    const low = pattern.charCodeAt(at);
    const isRange = pattern[at + 1] === "-" && at + 2 < pattern.length && pattern[at + 2] !== "]";
    const high = isRange ? pattern.charCodeAt(at + 2) : low;
    for (let code = low; code <= high; code++) codes.push(code);
    if (isRange) at += 2;
  }
  return { set: setOf(codes), next: at + 1 };
}

function stepsOf(pattern: string): Step[] {
  const steps: Step[] = [];
  let at = 0;
  while (at < pattern.length) {
    let set: Uint8Array;
    if (pattern[at] === "[") {
      const found = bracketed(pattern, at + 1);
      set = found.set;
      at = found.next;
    } else {
      if (pattern[at] === "\\") at++;
      set = ofCharacter(pattern[at] ?? "");
      at++;
    }
    const repeated = /^\{(\d{1,3})\}/.exec(pattern.slice(at, at + 5));
    if (repeated !== null) at += repeated[0].length;
    const isOptional = pattern[at] === "?";
    if (isOptional) at++;
    for (let count = Number(repeated?.[1] ?? 1); count > 0; count--) steps.push({ set, isOptional });
  }
  return steps;
}

/** Bytes that no pattern tells apart share a class. */
function classify(steps: readonly Step[]): { classes: Uint8Array; representatives: number[] } {
  const classes = new Uint8Array(256);
  const representatives: number[] = [];
  const known = new Map<string, number>();
  const sets = [...new Set(steps.map((step) => step.set.join("")))].map((text) => text);
  for (let byte = 0; byte < 256; byte++) {
    let signature = "";
    for (const set of sets) signature += set[byte];
    let id = known.get(signature);
    if (id === undefined) {
      id = representatives.length;
      known.set(signature, id);
      representatives.push(byte);
    }
    classes[byte] = id;
  }
  return { classes, representatives };
}

/** Builds the automaton by subset construction; every pattern may start at every byte. */
export function byteAutomaton(patterns: readonly string[]): ByteAutomaton {
  const steps: Step[] = [];
  /** Position behind the last step of a pattern, to the pattern. */
  const ends = new Map<number, number>();
  const starts: number[] = [];
  const all: (Step | undefined)[] = [];
  patterns.forEach((pattern, index) => {
    const own = stepsOf(pattern);
    if (own.every((step) => step.isOptional)) throw new Error(`the byte pattern \`${pattern}\` matches nothing`);
    starts.push(all.length);
    all.push(...own);
    steps.push(...own);
    ends.set(all.length, index);
    all.push(undefined);
  });
  const { classes, representatives } = classify(steps);

  const reach = (position: number, into: Set<number>): void => {
    for (let at = position; ; at++) {
      into.add(at);
      if (all[at]?.isOptional !== true) return;
    }
  };
  const subsets: number[][] = [];
  const ids = new Map<string, number>();
  const stateOf = (positions: Set<number>): number => {
    for (const start of starts) reach(start, positions);
    const subset = [...positions].sort((a, b) => a - b);
    const key = subset.join(",");
    let id = ids.get(key);
    if (id === undefined) {
      id = subsets.length;
      ids.set(key, id);
      subsets.push(subset);
    }
    return id;
  };
  stateOf(new Set());
  const rows: number[][] = [];
  for (let state = 0; state < subsets.length; state++) {
    const subset = subsets[state] ?? [];
    rows.push(
      representatives.map((byte) => {
        const positions = new Set<number>();
        for (const position of subset) if (all[position]?.set[byte] === 1) reach(position + 1, positions);
        return stateOf(positions);
      }),
    );
  }

  const endedBy = subsets.map((subset) => subset.flatMap((position) => ends.get(position) ?? []));
  const order = [...subsets.keys()].sort(
    (a, b) => Number((endedBy[a] ?? []).length > 0) - Number((endedBy[b] ?? []).length > 0) || a - b,
  );
  const width = representatives.length;
  const place = new Uint32Array(order.length);
  order.forEach((state, position) => {
    place[state] = position * width;
  });
  const size = order.length * width;
  const next = size <= 0x1_0000 ? new Uint16Array(size) : new Uint32Array(size);
  order.forEach((state, position) => {
    (rows[state] ?? []).forEach((target, column) => {
      next[position * width + column] = place[target]!;
    });
  });
  const accepting = order.filter((state) => (endedBy[state] ?? []).length > 0);
  return {
    next,
    classes,
    initial: place[0]!,
    firstAccepting: (order.length - accepting.length) * width,
    accepted: accepting.map((state) => endedBy[state] ?? []),
  };
}
