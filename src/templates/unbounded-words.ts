import { ELEMENT_LIMIT, type ElementBuffer, STEM, VALUE, VALUE_HASH, WORD } from "./element-buffer.ts";
import { firstPart, secondPart } from "./element-key.ts";

/** Shapes of one build that are taken as they come, before their words are counted. */
const PATIENCE = 256;
/** More different words than this in one place, and the place is variable. A miner has made it variable long before. */
const WORD_LIMIT = 64;
/** The same for the first word of otherwise equal messages: what a message is about may take many words. */
const HEAD_LIMIT = 1_024;
/** Builds that are watched; further ones are left to the table's limit. */
const BUILD_LIMIT = 8_192;
/** A kind no element has: any word. */
const ANY_WORD = 7;

interface Build {
  shapes: number;
  readonly words: Map<number, Set<number>>;
  readonly worn: Uint8Array;
  isWorn: boolean;
}

type ScannedKinds = Pick<ElementBuffer, "kinds" | "hashes">;

/** Finds the places where words vary without end (names of users, random words), so that they cannot fill a table of shapes. */
export interface UnboundedWords {
  /** Turns such places of what was scanned into values; says whether it did. To be asked for messages the table does not know. */
  replace(scanned: ScannedKinds, count: number): boolean;
  /** Counts the words of a new shape. */
  count(scanned: ScannedKinds, count: number): void;
}

export function unboundedWords(): UnboundedWords {
  const builds = new Map<number, Build>();
  /** Shapes that differ in their first word only. */
  const heads = new Map<number, number>();

  const firstWord = ({ kinds }: ScannedKinds, count: number): number => {
    for (let at = 0; at < count; at++) if (kinds[at] === WORD || kinds[at] === STEM) return at;
    return -1;
  };

  const keyWithoutHead = ({ kinds, hashes }: ScannedKinds, count: number, head: number): number => {
    let a = count | 0;
    let b = ~count;
    for (let at = 0; at < count; at++) {
      if (at === head) continue;
      a = (a + firstPart(hashes[at]!, kinds[at]!, at)) | 0;
      b = (b + secondPart(hashes[at]!, kinds[at]!, at)) | 0;
    }
    return (a >>> 0) * 0x200000 + (b >>> 11);
  };

  /** Messages of one build have the same signs and values in the same places, and the same first word. */
  const keyOf = ({ kinds, hashes }: ScannedKinds, count: number): number => {
    let a = count | 0;
    let b = ~count;
    let isFirst = true;
    for (let at = 0; at < count; at++) {
      const kind = kinds[at]!;
      const isWord = kind === WORD || kind === STEM;
      const isAny = isWord && !isFirst;
      const hash = isAny ? 0 : hashes[at]!;
      a = (a + firstPart(hash, isAny ? ANY_WORD : kind, at)) | 0;
      b = (b + secondPart(hash, isAny ? ANY_WORD : kind, at)) | 0;
      if (isWord) isFirst = false;
    }
    return (a >>> 0) * 0x200000 + (b >>> 11);
  };

  return {
    replace(scanned, count) {
      let isReplaced = false;
      const replaceAt = (at: number): void => {
        if (scanned.kinds[at] !== WORD && scanned.kinds[at] !== STEM) return;
        scanned.kinds[at] = VALUE;
        scanned.hashes[at] = VALUE_HASH;
        isReplaced = true;
      };
      const build = builds.get(keyOf(scanned, count));
      if (build?.isWorn === true) for (let at = 0; at < count; at++) if (build.worn[at] === 1) replaceAt(at);
      const head = firstWord(scanned, count);
      if (head >= 0 && (heads.get(keyWithoutHead(scanned, count, head)) ?? 0) > HEAD_LIMIT) replaceAt(head);
      return isReplaced;
    },
    count(scanned, count) {
      const head = firstWord(scanned, count);
      // A message of one word only is its word.
      if (head >= 0 && count > 1) {
        const key = keyWithoutHead(scanned, count, head);
        heads.set(key, (heads.get(key) ?? 0) + 1);
      }
      const key = keyOf(scanned, count);
      let build = builds.get(key);
      if (build === undefined) {
        if (builds.size >= BUILD_LIMIT) return;
        build = { shapes: 0, words: new Map(), worn: new Uint8Array(ELEMENT_LIMIT + 1), isWorn: false };
        builds.set(key, build);
      }
      if (++build.shapes < PATIENCE) return;
      let isWorn = false;
      for (let at = head + 1; at < count; at++) {
        const kind = scanned.kinds[at];
        if (kind !== WORD && kind !== STEM) continue;
        const words = build.words.get(at) ?? new Set();
        build.words.set(at, words.add(scanned.hashes[at]!));
        isWorn ||= words.size > WORD_LIMIT;
      }
      if (!isWorn) return;
      // Places that vary together wear out together, so that no shapes come between.
      build.isWorn = true;
      for (const [at, words] of build.words) {
        if (words.size <= WORD_LIMIT / 2) continue;
        build.worn[at] = 1;
        build.words.delete(at);
      }
    },
  };
}
