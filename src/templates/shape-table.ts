import type { Shapes } from "../core/shapes.ts";
import { VALUE, VALUE_HASH } from "./element-buffer.ts";
import { elementsOf } from "./message-elements.ts";
import { maskPairs } from "./pairs.ts";
import {
  type Expectation,
  expectationsOf,
  holds,
  mergePlace,
  type Place,
  placeOf,
  type WatchedShape,
} from "./places.ts";
import { scanner } from "./scanner.ts";
import { unboundedWords } from "./unbounded-words.ts";

/** Gives the lines of a run their shapes. Ids depend on the order of the messages and on nothing else. */
export interface ShapeTable {
  /** Id of the shape of the message `bytes[start, end)`. */
  idOf(bytes: Uint8Array, start: number, end: number): number;
  readonly shapes: Shapes;
  /** Messages that stand under an overflow shape, because the table was full. */
  readonly overflowed: number;
}

export interface ShapeTableOptions {
  /** Shapes that are kept exactly. */
  readonly limit?: number;
  /** Memory for samples and elements, about. */
  readonly sizeBytes?: number;
}

const SHAPE_LIMIT = 60_000;
/** Shapes that stand for messages of the same first elements once the table is full. */
const OVERFLOW_LIMIT = 4_096;
const OVERFLOW_HEAD = 3;
const SIZE_BYTES = 128 * 1024 * 1024;
const SAMPLE_BYTES = 4_096;
/** What an element costs beside its text. */
const ELEMENT_BYTES = 64;
/** The kinds of values are read from the first messages of a shape, then from the 8th, 16th, 32nd and so on. */
const CLOSE_LOOKS = 4;

interface Row extends WatchedShape {
  readonly places: (Place | null)[];
  expectations: readonly Expectation[];
}

export function shapeTable(options: ShapeTableOptions = {}): ShapeTable {
  const limit = options.limit ?? SHAPE_LIMIT;
  const sizeLimit = options.sizeBytes ?? SIZE_BYTES;
  const scanned = scanner();
  const words = unboundedWords();
  const rows: Row[] = [];
  let firstKeys = new Int32Array(1024);
  let secondKeys = new Int32Array(1024);
  let hits = new Uint32Array(1024);
  /** Whether anything is expected of a shape's further messages: saves touching the row. */
  let expects = new Uint8Array(1024);
  let mask = 4095;
  let slots = new Int32Array(mask + 1).fill(-1);
  let sizeBytes = 0;
  let overflowShapes = 0;
  let overflowed = 0;

  const grow = (): void => {
    const capacity = firstKeys.length * 2;
    const [a, b, h, e] = [firstKeys, secondKeys, hits, expects];
    firstKeys = new Int32Array(capacity);
    firstKeys.set(a);
    secondKeys = new Int32Array(capacity);
    secondKeys.set(b);
    hits = new Uint32Array(capacity);
    hits.set(h);
    expects = new Uint8Array(capacity);
    expects.set(e);
    mask = 4 * capacity - 1;
    slots = new Int32Array(mask + 1).fill(-1);
    for (let id = 0; id < rows.length; id++) slots[freeSlot(firstKeys[id]!)] = id;
  };

  const freeSlot = (key: number): number => {
    let slot = key & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    return slot;
  };

  /** Id of the key that was folded last, or -1. */
  const find = (): number => {
    const a = scanned.key[0]!;
    const b = scanned.key[1]!;
    // At most a quarter of the slots is taken, so that a free one ends every search soon.
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (id < 0 || (firstKeys[id] === a && secondKeys[id] === b)) return id;
    }
  };

  /** Adds what was scanned under the key that was folded last. */
  const add = (count: number, bytes: Uint8Array, start: number, end: number): number => {
    const id = rows.length;
    if (id === firstKeys.length) grow();
    const elements = elementsOf(scanned, count, bytes);
    const sample = bytes.slice(start, Math.min(end, start + SAMPLE_BYTES));
    const places = elements.map((_, at) => placeOf(scanned, at, bytes));
    const expectations = expectationsOf(elements, places);
    rows.push({ id, elements, sample, places, expectations });
    expects[id] = expectations.length > 0 ? 1 : 0;
    sizeBytes += sample.length;
    for (const element of elements) sizeBytes += ELEMENT_BYTES + element.text.length;
    firstKeys[id] = scanned.key[0]!;
    secondKeys[id] = scanned.key[1]!;
    hits[id] = 1;
    slots[freeSlot(scanned.key[0]!)] = id;
    return id;
  };

  const hold = (expectations: readonly Expectation[], bytes: Uint8Array): boolean => {
    for (let at = 0; at < expectations.length; at++) if (!holds(expectations[at]!, scanned, bytes)) return false;
    return true;
  };

  /** What the places were thought to be must hold for every message; their kinds are learned from some. */
  const watch = (id: number, bytes: Uint8Array): void => {
    const seen = hits[id]! + 1;
    hits[id] = seen;
    const isClose = seen <= CLOSE_LOOKS || (seen & (seen - 1)) === 0;
    if (!isClose && (expects[id] === 0 || hold(rows[id]!.expectations, bytes))) return;
    const row = rows[id]!;
    for (let at = 0; at < row.places.length; at++) {
      const place = row.places[at]!;
      if (place !== null) row.places[at] = mergePlace(place, placeOf(scanned, at, bytes));
    }
    row.expectations = expectationsOf(row.elements, row.places);
    expects[id] = row.expectations.length > 0 ? 1 : 0;
  };

  /** Leaves the first elements and one value for all the rest; gives the new number of elements. */
  const cutRest = (count: number, head: number, end: number): number => {
    if (head >= count) scanned.starts[head] = end;
    scanned.kinds[head] = VALUE;
    scanned.hashes[head] = VALUE_HASH;
    scanned.ends[head] = end;
    scanned.foldKey(head + 1);
    return head + 1;
  };

  const overflow = (count: number, bytes: Uint8Array, start: number, end: number): number => {
    overflowed++;
    let kept = cutRest(count, Math.min(OVERFLOW_HEAD, Math.max(0, count - 1)), end);
    let id = find();
    if (id < 0 && overflowShapes >= OVERFLOW_LIMIT) {
      kept = cutRest(count, 0, end);
      id = find();
    }
    if (id < 0) {
      overflowShapes++;
      id = add(kept, bytes, start, end);
    } else watch(id, bytes);
    return id;
  };

  return {
    idOf(bytes, start, end) {
      let count = scanned.scan(bytes, start, end);
      scanned.foldKey(count);
      let id = find();
      if (id < 0) {
        const masked = maskPairs(scanned, count, bytes);
        if (masked >= 0) {
          count = masked;
          scanned.foldKey(count);
          id = find();
        }
      }
      if (id < 0 && words.replace(scanned, count)) {
        scanned.foldKey(count);
        id = find();
      }
      if (id >= 0) {
        watch(id, bytes);
        return id;
      }
      if (rows.length - overflowShapes >= limit || sizeBytes >= sizeLimit) return overflow(count, bytes, start, end);
      words.count(scanned, count);
      return add(count, bytes, start, end);
    },
    shapes: {
      get length() {
        return rows.length;
      },
      at(id) {
        const row = rows[id];
        if (row === undefined) throw new RangeError(`no shape ${id} of ${rows.length}`);
        return row;
      },
    },
    get overflowed() {
      return overflowed;
    },
  };
}
