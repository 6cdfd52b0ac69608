import type { Element, Shapes } from "../core/shapes.ts";
import { ELEMENT_LIMIT, VALUE, VALUE_HASH } from "./element-buffer.ts";
import { elementsOf } from "./message-elements.ts";
import { maskPairs } from "./pairs.ts";
import {
  type Expectation,
  expectationsOf,
  holds,
  mergePlace,
  type Place,
  type Places,
  partsOf,
  placeOf,
  textOf,
  type WatchedShape,
  WORDS_PLACE,
} from "./places.ts";
import { scanner } from "./scanner.ts";
import { type ShapeMemo, shapeMemo } from "./shape-memo.ts";
import { unboundedWords } from "./unbounded-words.ts";

/** A shape of another table: plain data, to be sent. */
export interface ForeignShape {
  readonly elements: readonly Element[];
  readonly places: Places;
  readonly sample: Uint8Array;
  /** As the scanner found them, one an element. */
  readonly kinds: Uint8Array;
  readonly hashes: Int32Array;
  /** Messages of it. */
  readonly hits: number;
}

/** Gives the lines of a run their shapes. Ids depend on the order of the messages and on nothing else. */
export interface ShapeTable {
  /**
   * Id of the shape of the message `bytes[start, end)`. `line`: number of the masked text (`core/masked-memo.ts`) in which it
   * stands, always at the same place; saves time.
   */
  idOf(bytes: Uint8Array, start: number, end: number, line?: number): number;
  /** The message that was asked for last has more elements than are looked at: what follows them changes nothing. */
  isCut(): boolean;
  /** Id of a shape of another table, as if its messages had come here. */
  adopt(shape: ForeignShape): number;
  /** All shapes, in order, for another table to adopt. */
  foreign(): ForeignShape[];
  readonly shapes: Shapes;
  /** Messages that stand under an overflow shape, because the table was full. */
  readonly overflowed: number;
}

export interface ShapeTableOptions {
  /** Shapes that are kept exactly. */
  readonly limit?: number;
  /** Memory for samples and elements, about. */
  readonly sizeBytes?: number;
  /** That of a table that is used no more. */
  readonly memo?: ShapeMemo;
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
  readonly kinds: Uint8Array;
  readonly hashes: Int32Array;
  expectations: readonly Expectation[];
}

export function shapeTable(options: ShapeTableOptions = {}): ShapeTable {
  const limit = options.limit ?? SHAPE_LIMIT;
  const sizeLimit = options.sizeBytes ?? SIZE_BYTES;
  const scanned = scanner();
  const words = unboundedWords();
  const memo = options.memo ?? shapeMemo();
  memo.clear();
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
  let isCut = false;
  /** Words of the message that was looked up last became values. */
  let isReplaced = false;

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
    const elements = elementsOf(scanned, count, bytes);
    return insert(
      elements,
      elements.map((_, at) => placeOf(scanned, at, (from, to) => textOf(bytes, from, to))),
      bytes.slice(start, Math.min(end, start + SAMPLE_BYTES)),
      1,
    );
  };

  const insert = (
    elements: readonly Element[],
    places: (Place | null)[],
    sample: Uint8Array,
    messages: number,
  ): number => {
    const id = rows.length;
    if (id === firstKeys.length) grow();
    const expectations = expectationsOf(elements, places);
    const kinds = scanned.kinds.slice(0, elements.length);
    const hashes = scanned.hashes.slice(0, elements.length);
    rows.push({ id, elements, sample, places, kinds, hashes, expectations });
    expects[id] = expectations.length > 0 ? 1 : 0;
    sizeBytes += sample.length;
    for (const element of elements) sizeBytes += ELEMENT_BYTES + element.text.length;
    firstKeys[id] = scanned.key[0]!;
    secondKeys[id] = scanned.key[1]!;
    hits[id] = messages;
    slots[freeSlot(scanned.key[0]!)] = id;
    return id;
  };

  /** Adds what is known of the places of a shape that is here already. */
  const merge = (id: number, places: Places, messages: number): number => {
    hits[id] = hits[id]! + messages;
    mergeInto(id, (at) => places[at] ?? WORDS_PLACE);
    return id;
  };

  const hold = (expectations: readonly Expectation[], bytes: Uint8Array): boolean => {
    for (let at = 0; at < expectations.length; at++) if (!holds(expectations[at]!, scanned, bytes)) return false;
    return true;
  };

  /** The kinds of a shape's places are learned from some of its messages. */
  const isLookedAt = (messages: number): boolean => messages <= CLOSE_LOOKS || (messages & (messages - 1)) === 0;

  /** What the places were thought to be must hold for every message. */
  const watch = (id: number, bytes: Uint8Array, start: number, end: number): void => {
    const seen = hits[id]! + 1;
    hits[id] = seen;
    if (!isLookedAt(seen) && (expects[id] === 0 || hold(rows[id]!.expectations, bytes))) return;
    const partOf = partsOf(bytes, start, end);
    // Merging keeps the texts that were here before, never these.
    mergeInto(id, (at) => placeOf(scanned, at, partOf));
  };

  /** What is known of a shape's places, and of others of the same: what does not hold for all is known no more. */
  const mergeInto = (id: number, other: (at: number) => Place | null): void => {
    const row = rows[id]!;
    let isChanged = false;
    for (let at = 0; at < row.places.length; at++) {
      const before = row.places[at]!;
      if (before === null) continue;
      const after = mergePlace(before, other(at));
      isChanged ||= after !== before;
      row.places[at] = after;
    }
    if (!isChanged) return;
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

  /** Finds or adds what stands for a message once the table is full: `take` is given the number of elements left, `known` the id. */
  const overflow = (
    count: number,
    end: number,
    messages: number,
    take: (kept: number) => number,
    known: (id: number) => number,
  ): number => {
    overflowed += messages;
    let kept = cutRest(count, Math.min(OVERFLOW_HEAD, Math.max(0, count - 1)), end);
    let id = find();
    if (id < 0 && overflowShapes >= OVERFLOW_LIMIT) {
      kept = cutRest(count, 0, end);
      id = find();
    }
    if (id >= 0) return known(id);
    overflowShapes++;
    return take(kept);
  };
  const isFull = (): boolean => rows.length - overflowShapes >= limit || sizeBytes >= sizeLimit;

  /** Finds the shape of what was scanned; words that vary without end become values. -1: it is new. */
  const lookUp = (count: number): number => {
    scanned.foldKey(count);
    const id = find();
    isReplaced = id < 0 && words.replace(scanned, count);
    if (!isReplaced) return id;
    scanned.foldKey(count);
    return find();
  };

  /** The message that was asked for is looked up from now on. Not where words were replaced: more may be, and make its shape another. */
  const remember = (id: number, count: number, bytes: Uint8Array, start: number): number => {
    if (!isCut && !isReplaced) memo.keep(id, bytes, start, scanned, count, rows[id]!.expectations);
    return id;
  };

  /** Id of a message whose shape is not remembered. Apart from `idOf`: a function that makes functions takes memory at each call. */
  const idOfNew = (bytes: Uint8Array, start: number, end: number): number => {
    let count = scanned.scan(bytes, start, end);
    isCut = count === ELEMENT_LIMIT && scanned.ends[count - 1]! < end;
    scanned.foldKey(count);
    let id = find();
    isReplaced = false;
    if (id < 0) {
      const masked = maskPairs(scanned, count, bytes);
      if (masked >= 0) count = masked;
      id = lookUp(count);
    }
    if (id >= 0) {
      watch(id, bytes, start, end);
      return remember(id, count, bytes, start);
    }
    if (isFull())
      return overflow(
        count,
        end,
        1,
        (kept) => add(kept, bytes, start, end),
        (found) => {
          watch(found, bytes, start, end);
          return found;
        },
      );
    words.count(scanned, count);
    return remember(add(count, bytes, start, end), count, bytes, start);
  };

  return {
    idOf(bytes, start, end, line = -1) {
      const known = memo.find(bytes, start, end, line);
      if (known >= 0) {
        const seen = hits[known]! + 1;
        if (!isLookedAt(seen)) {
          hits[known] = seen;
          isCut = false;
          return known;
        }
      }
      return idOfNew(bytes, start, end);
    },
    isCut: () => isCut,
    adopt({ elements, places, sample, kinds, hashes, hits: messages }) {
      const count = kinds.length;
      scanned.kinds.set(kinds);
      scanned.hashes.set(hashes);
      const id = lookUp(count);
      if (id >= 0) return merge(id, places, messages);
      /** What of the shape became a value here is one of different words. */
      const take = (kept: number): number => {
        const shown = elements
          .slice(0, kept)
          .map(
            (element, at): Element =>
              scanned.kinds[at] === VALUE && element.kind !== "value"
                ? { ...element, kind: "value", text: "<*>" }
                : element,
          );
        for (let at = shown.length; at < kept; at++) shown.push({ kind: "value", text: "<*>", spaced: at > 0 });
        const own = shown.map((element, at) => (element === elements[at] ? (places[at] ?? null) : WORDS_PLACE));
        return insert(shown, own, sample, messages);
      };
      if (isFull()) return overflow(count, 0, messages, take, (known) => merge(known, places, messages));
      words.count(scanned, count);
      return take(count);
    },
    foreign: () =>
      rows.map(({ id, elements, places, sample, kinds, hashes }) => ({
        elements,
        places,
        sample,
        kinds,
        hashes,
        hits: hits[id]!,
      })),
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
