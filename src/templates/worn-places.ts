import { keyOf, listOf, type TokenList, type Vocabulary, withHoles } from "./token-list.ts";

/** Different words a place may show among messages of one build before it is variable. */
const WORD_LIMIT = 64;
/** Builds that are watched. */
const BUILD_LIMIT = 5_000;
/** Lists of a build that are remembered, to be placed again when a place wears out. */
const REMEMBERED = 512;
/** Token ids no text has: any word. */
const ANY_NAME = -2;

interface Build {
  readonly words: Map<number, Set<number>>;
  readonly worn: Set<number>;
  lists: TokenList[];
}

/**
 * The guard against explosion: messages of one build have the same signs and values in the same places and the same head.
 * A place that has shown very many words among them is worn out and always a value from then on. It covers what
 * voting cannot see: three and more variable words at once, logfmt, lists of words.
 */
export interface WornPlaces {
  /** The list with its worn places replaced. */
  apply(list: TokenList): TokenList;
  /** Counts the words of a list. Gives the lists to place again where a place has just worn out. */
  count(list: TokenList): { readonly isNew: boolean; readonly again: readonly TokenList[] };
  /** Remembers a list that was placed. */
  remember(list: TokenList): void;
}

export function wornPlaces(words: Vocabulary): WornPlaces {
  const builds = new Map<number, Build>();

  /** Places that may wear: words and stems behind the head, which is the first word, and the first after `name:`. */
  const read = (list: TokenList): { readonly key: number; readonly places: readonly number[] } => {
    const { tokens } = list;
    const first = tokens.findIndex((id) => words.at(id).element.kind === "word");
    const second = first >= 0 && words.at(tokens[first + 1] ?? 0).element.text === ":" ? first + 2 : -1;
    const places: number[] = [];
    const build = tokens.map((id, at) => {
      if (!words.at(id).isName || at === first || at === second) return id;
      if (at > first) places.push(at);
      return ANY_NAME;
    });
    return { key: keyOf(listOf(build, list.spaced)), places };
  };

  const replaced = (list: TokenList, build: Build): TokenList => {
    const holes = [...build.worn].filter((at) => words.at(list.tokens[at]!).isName);
    return holes.length === 0 ? list : withHoles(list, holes);
  };

  return {
    apply(list) {
      const build = builds.get(read(list).key);
      return build === undefined || build.worn.size === 0 ? list : replaced(list, build);
    },
    count(list) {
      const { key, places } = read(list);
      let build = builds.get(key);
      let isNew = false;
      if (build === undefined) {
        if (builds.size >= BUILD_LIMIT) return { isNew, again: [] };
        build = { words: new Map(), worn: new Set(), lists: [] };
        builds.set(key, build);
        isNew = true;
      }
      let isWorn = false;
      for (const at of places) {
        if (build.worn.has(at)) continue;
        const seen = build.words.get(at) ?? new Set();
        build.words.set(at, seen);
        if (seen.has(list.tokens[at]!)) continue;
        isNew = true;
        seen.add(list.tokens[at]!);
        isWorn ||= seen.size > WORD_LIMIT;
      }
      if (!isWorn) return { isNew, again: [] };
      // Places that vary together wear out together, so that no lists come between.
      for (const [at, seen] of build.words) {
        if (seen.size <= WORD_LIMIT / 2) continue;
        build.worn.add(at);
        build.words.delete(at);
      }
      const again = build.lists;
      build.lists = [];
      return { isNew, again };
    },
    remember(list) {
      const build = builds.get(read(list).key);
      if (build !== undefined && build.worn.size === 0 && build.lists.length < REMEMBERED) build.lists.push(list);
    },
  };
}
