import { kindBit, kindOfBits, numberOf, type ParameterKind, valueParts } from "./value-kind.ts";

/** What is kept of the values of one place: plain data of bounded size. */
export interface SketchState {
  count: number;
  /** Kinds seen, as bits. */
  kinds: number;
  /** Hashes of different values, as long as they are few; sorted only when merged. */
  hashes: number[];
  /** After that, the registers of a HyperLogLog; empty before. */
  registers: number[];
  /** The most frequent values: text, count at most, and how much of the count may belong to others. */
  top: { text: string; count: number; excess: number }[];
  minimum: number;
  maximum: number;
  /** Numbers: each level's stand for twice as many as those of the level before. */
  levels: number[][];
  /** Which half was dropped last. */
  parity: number;
}

/** Counts, distinct values, most frequent values and quartiles of one place. */
export interface ValueSketch {
  /** `kind`: of the text, where it is known. */
  add(text: string, kind?: ParameterKind): void;
  readonly count: number;
  /** Exact up to 1,024, then within a few per cent. */
  distinct(): number;
  /** At most `n` of the most frequent values, with counts that are not too high. */
  top(n: number): readonly { readonly value: string; readonly count: number }[];
  /** Minimum, quartiles, maximum; null unless all values were numbers. */
  quantiles(): readonly number[] | null;
  kind(): ParameterKind;
  /** Adds what another sketch saw. */
  merge(other: SketchState): void;
  readonly state: SketchState;
}

const EXACT = 1_024;
const REGISTER_BITS = 11;
const REGISTERS = 1 << REGISTER_BITS;
const TOP = 64;
const TEXT_LENGTH = 200;
const LEVEL = 256;

const empty = (): SketchState => ({
  count: 0,
  kinds: 0,
  hashes: [],
  registers: [],
  top: [],
  minimum: Number.MAX_VALUE,
  maximum: -Number.MAX_VALUE,
  levels: [[]],
  parity: 0,
});

/** 52 bits of disorder. Source: FNV-1a in two lanes, finished as MurmurHash3 (A. Appleby, public domain) does. */
function hashOf(text: string): number {
  let a = 0x811c9dc5 | 0;
  let b = 0x2f0b4a27 | 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x9e3779b1) ^ (b >>> 15);
  }
  const finish = (x: number): number => {
    let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35);
    return (y ^ (y >>> 16)) >>> 0;
  };
  return finish(a) * 0x100000 + (finish(b ^ a) >>> 12);
}

/** Source: Flajolet et al., HyperLogLog, AofA 2007. */
function register(registers: number[], hash: number): void {
  const at = hash % REGISTERS;
  const rest = Math.floor(hash / REGISTERS);
  let rank = 1;
  for (let bits = rest; rank < 42 && bits % 2 === 0; bits = Math.floor(bits / 2)) rank++;
  if (rank > registers[at]!) registers[at] = rank;
}

function estimate(registers: readonly number[]): number {
  let sum = 0;
  let zeros = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) zeros++;
  }
  const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
  return zeros > 0 && raw < 2.5 * REGISTERS ? REGISTERS * Math.log(REGISTERS / zeros) : raw;
}

/** A sketch, empty or going on from a state (which it owns from then on). */
export function valueSketch(state: SketchState = empty()): ValueSketch {
  const known = new Set(state.hashes);
  const places = new Map(state.top.map((entry) => [entry.text, entry]));

  const addHash = (hash: number): void => {
    if (state.registers.length > 0) {
      register(state.registers, hash);
      return;
    }
    if (known.has(hash)) return;
    known.add(hash);
    state.hashes.push(hash);
    if (state.hashes.length <= EXACT) return;
    state.registers = new Array<number>(REGISTERS).fill(0);
    for (const each of state.hashes) register(state.registers, each);
    state.hashes = [];
    known.clear();
  };

  /** Source: Metwally et al., space-saving, ICDT 2005: a new value takes the place of the least frequent one. */
  const addTop = (text: string): void => {
    const entry = places.get(text);
    if (entry !== undefined) {
      entry.count++;
      return;
    }
    if (state.top.length < TOP) {
      const fresh = { text, count: 1, excess: 0 };
      state.top.push(fresh);
      places.set(text, fresh);
      return;
    }
    let least = state.top[0]!;
    for (const other of state.top) if (other.count < least.count) least = other;
    places.delete(least.text);
    least.excess = least.count;
    least.text = text;
    least.count++;
    places.set(text, least);
  };

  /** Source: Karnin, Lang, Liberty, FOCS 2016, with fixed alternation instead of coins: a full level sends every other number up. */
  const compact = (): void => {
    for (let level = 0; level < state.levels.length; level++) {
      const numbers = state.levels[level]!;
      if (numbers.length < LEVEL) continue;
      numbers.sort((p, q) => p - q);
      const odd = numbers.length % 2 === 1 ? [numbers.pop()!] : [];
      state.parity = 1 - state.parity;
      const half = numbers.filter((_, at) => at % 2 === state.parity);
      state.levels[level] = odd;
      const above = state.levels[level + 1];
      if (above === undefined) state.levels.push(half);
      else above.push(...half);
    }
  };

  const addNumber = (value: number): void => {
    state.minimum = Math.min(state.minimum, value);
    state.maximum = Math.max(state.maximum, value);
    state.levels[0]!.push(value);
    if (state.levels[0]!.length >= LEVEL) compact();
  };

  return {
    state,
    get count() {
      return state.count;
    },
    add(text, given) {
      state.count++;
      // What a text of another kind than `str` says is all of it.
      const { kind, body } = given === undefined || given === "str" ? valueParts(text) : { kind: given, body: text };
      state.kinds |= kindBit(kind);
      addHash(hashOf(text));
      addTop(text.slice(0, TEXT_LENGTH));
      if (kind !== "num") return;
      const value = numberOf(body);
      if (Number.isFinite(value)) addNumber(value);
    },
    distinct: () => (state.registers.length === 0 ? state.hashes.length : Math.round(estimate(state.registers))),
    top: (n) =>
      state.top
        .map(({ text, count, excess }) => ({ value: text, count: count - excess }))
        .sort((p, q) => q.count - p.count || (p.value < q.value ? -1 : 1))
        .slice(0, n),
    quantiles() {
      if (kindOfBits(state.kinds) !== "num" || state.minimum > state.maximum) return null;
      const weighed = state.levels.flatMap((numbers, level) => numbers.map((value) => ({ value, weight: 2 ** level })));
      weighed.sort((p, q) => p.value - q.value);
      const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
      const at = (share: number): number => {
        let sum = 0;
        for (const { value, weight } of weighed) {
          sum += weight;
          if (sum >= share * total) return value;
        }
        return state.maximum;
      };
      return [state.minimum, at(0.25), at(0.5), at(0.75), state.maximum];
    },
    kind: () => kindOfBits(state.kinds),
    merge(other) {
      state.count += other.count;
      state.kinds |= other.kinds;
      if (other.registers.length > 0 && state.registers.length === 0) {
        state.registers = new Array<number>(REGISTERS).fill(0);
        for (const hash of state.hashes) register(state.registers, hash);
        state.hashes = [];
        known.clear();
      }
      for (const [at, rank] of other.registers.entries()) state.registers[at] = Math.max(state.registers[at]!, rank);
      for (const hash of other.hashes) addHash(hash);
      for (const { text, count, excess } of other.top) {
        const entry = places.get(text) ?? { text, count: 0, excess: 0 };
        if (entry.count === 0) state.top.push(entry);
        places.set(text, entry);
        entry.count += count;
        entry.excess += excess;
      }
      state.top.sort((p, q) => q.count - p.count || (p.text < q.text ? -1 : 1));
      for (const { text } of state.top.splice(TOP)) places.delete(text);
      state.minimum = Math.min(state.minimum, other.minimum);
      state.maximum = Math.max(state.maximum, other.maximum);
      for (const [level, numbers] of other.levels.entries()) {
        const own = state.levels[level];
        if (own === undefined) state.levels.push([...numbers]);
        else own.push(...numbers);
      }
      compact();
    },
  };
}
