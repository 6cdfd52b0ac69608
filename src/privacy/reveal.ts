import { UserError } from "../core/errors.ts";
import type { LinearPattern } from "../core/linear-pattern.ts";
import { privateKey } from "./credentials.ts";
import { unescaped } from "./escapes.ts";
import { maySecret } from "./may-secret.ts";
import { PLACEHOLDER, placeholders } from "./placeholders.ts";
import { type OpenKey, privateKeys } from "./private-keys.ts";
import { type SecretRule, type Span, spansOf } from "./rule.ts";
import { type FoundSecret, findSecrets, SECRET_RULES } from "./secrets.ts";

/** Stands for a text whose secrets could not be looked for. */
export const UNREADABLE = "[unreadable·redaction failed]";

/** A secret in a line, as reports show it: its kind, and the text around it without secrets. */
export interface Leak {
  readonly kind: string;
  /** At most 160 characters. */
  readonly excerpt: string;
}

/** Looks for secrets in the records of one source, one after the other. */
export interface Follower {
  /** A private key goes on: every record is to be taken, whatever it may hold. */
  readonly isOpen: boolean;
  /** The secrets in a record: bytes [start, end), and which of them are its message. `may`: what the prefilter said of them. */
  take(
    may: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
    messageStart: number,
    messageEnd: number,
  ): readonly Leak[];
}

/** The one door from bytes to text: what comes out holds no secret. */
export interface Privacy {
  /** There are kinds of secrets that the prefilter does not know. */
  readonly looksEverywhere: boolean;
  /** Whether bytes [start, end) may hold a secret; no means no. Fast: one table look-up a byte. */
  maySecret(bytes: Uint8Array, start: number, end: number): boolean;
  /**
   * Bytes [start, end) as text, each secret replaced by `[kind·n]`; of long ones only the first `sizeBytes`, where a secret
   * that begins in them is replaced, not cut in two. Invalid UTF-8 becomes U+FFFD.
   */
  reveal(bytes: Uint8Array, start: number, end: number, sizeBytes?: number): string;
  /** Whether `reveal` would give bytes [start, end) as they are. */
  isPlain(bytes: Uint8Array, start: number, end: number): boolean;
  /** The secrets in bytes [start, end). Called in the order of lines, so that numbers follow it. */
  leaks(bytes: Uint8Array, start: number, end: number): readonly Leak[];
  /** The same for the records of one source, one after the other: a private key goes on over many of them. */
  follow(): Follower;
  /** Text that comes from elsewhere (names, answers of models, messages of exceptions) without secrets. */
  redact(text: string): string;
  /** Distinct secrets found so far, by kind. */
  counts(): Record<string, number>;
}

/** A kind of secret of the user's: a name and what matches it. */
export interface AdditionalPattern {
  readonly name: string;
  readonly pattern: LinearPattern;
}

const EXCERPT = 160;
/** So many bytes behind a cut are looked at: what a secret that the cut would halve is recognised by. */
const BEYOND = 16_384;
const NONE: readonly Leak[] = [];

/** What stands in the placeholder of a secret pattern of the user's. */
export const kindOf = (name: string): string => {
  const kind = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  if (!/^[a-z]/.test(kind)) {
    throw new UserError(
      `expected the name of a secret pattern to begin with a letter, got "${name}"`,
      "name it after what it finds, such as badge-number",
    );
  }
  return kind;
};

const ownRule = ({ name, pattern }: AdditionalPattern): Pick<SecretRule, "kind" | "find"> => ({
  kind: kindOf(name),
  find: (text) => pattern.spans(text),
});

/** Words that can be a secret met again where nothing around says so: in a list of parameters, in a title. */
const WORDS = /[^\s"'`,;&=()[\]{}<>]{6,}/g;
const isTelling = (word: string): boolean => word.length >= 12 || /\d/.test(word);

/** What was replaced before stays as it is. */
const outside = (found: readonly FoundSecret[], text: string): FoundSecret[] => {
  const taken: Span[] = spansOf(text, new RegExp(PLACEHOLDER.source, "gd"));
  if (taken.length === 0) return [...found];
  return found.filter((each) => {
    const inside = taken.filter(({ start, end }) => start < each.end && end > each.start);
    const covered = inside.reduce(
      (sum, { start, end }) => sum + Math.min(end, each.end) - Math.max(start, each.start),
      0,
    );
    return covered < each.end - each.start;
  });
};

/** What stands for characters [start, end) of a text. */
interface Replacement extends Span {
  readonly placeholder: string;
}

/** Opens the door for one run. The same value gets the same placeholder for as long as the run lasts. */
export function privacy(options: { readonly additional?: readonly AdditionalPattern[] } = {}): Privacy {
  const additional = (options.additional ?? []).map(ownRule);
  const rules = [...additional, ...SECRET_RULES];
  const given = placeholders();
  const keys = privateKeys(given);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  const found = (text: string): (Replacement & { readonly kind: string; readonly value: string })[] =>
    outside(findSecrets(text, rules), text).map(({ kind, start, end }) => {
      const value = unescaped(text.slice(start, end));
      return {
        kind,
        start,
        end,
        value,
        placeholder: kind === privateKey.kind ? keys.of(value) : given.of(kind, value),
      };
    });

  /** Secrets known from elsewhere, in a part of a text that no rule found anything in: the whole of it, or words. */
  const known = (text: string, isWhole: boolean): Replacement[] => {
    if (given.size === 0) return [];
    const whole = isWhole ? given.known(text.trim()) : undefined;
    if (whole !== undefined) return [{ start: 0, end: text.length, placeholder: whole }];
    const parts = keys.spans(text);
    const replacements: Replacement[] = [...parts];
    let next = 0;
    for (const { 0: word, index } of text.matchAll(WORDS)) {
      const placeholder = isTelling(word) ? (given.known(word) ?? given.known(unescaped(word))) : undefined;
      if (placeholder === undefined) continue;
      const end = index + word.length;
      while (next < parts.length && parts[next]!.end <= index) next++;
      if (next === parts.length || parts[next]!.start >= end) replacements.push({ start: index, end, placeholder });
    }
    return replacements.sort((a, b) => a.start - b.start);
  };

  /** Adds what is known from elsewhere between the places of what was found. */
  const withKnown = (text: string, places: readonly Replacement[]): Replacement[] => {
    const all: Replacement[] = [];
    let from = 0;
    for (const place of [...places, undefined]) {
      const to = place?.start ?? text.length;
      for (const each of known(text.slice(from, to), places.length === 0))
        all.push({ ...each, start: from + each.start, end: from + each.end });
      if (place) all.push(place);
      from = place?.end ?? to;
    }
    return all;
  };

  /**
   * The first `length` characters with their secrets replaced; one that begins before the cut is replaced whole. `at` is told
   * where each place went.
   */
  const replaced = (
    text: string,
    places: readonly Replacement[],
    length = text.length,
    at?: Map<number, number>,
  ): string => {
    let out = "";
    let from = 0;
    for (const { start, end, placeholder } of places) {
      if (start >= length) break;
      out += text.slice(from, start);
      at?.set(start, out.length);
      out += placeholder;
      from = end;
    }
    return out + text.slice(from, Math.max(from, length));
  };

  const clean = (text: string): string => replaced(text, withKnown(text, found(text)));

  const closed = <Result>(work: () => Result, otherwise: Result): Result => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };

  const lets = (bytes: Uint8Array, start: number, end: number): boolean =>
    additional.length > 0 || maySecret(bytes, start, end);

  const leaksIn = (text: string, secrets: ReturnType<typeof found>): Leak[] => {
    const at = new Map<number, number>();
    const shown = replaced(text, withKnown(text, secrets), text.length, at);
    return secrets.map(({ kind, start }) => ({ kind, excerpt: excerptAround(shown, at.get(start) ?? 0) }));
  };
  const lost: readonly Leak[] = [{ kind: "unreadable", excerpt: UNREADABLE }];

  return {
    looksEverywhere: additional.length > 0,
    maySecret: lets,
    reveal: (bytes, start, end, sizeBytes = end - start) =>
      closed(() => {
        const isCut = sizeBytes < end - start;
        const to = isCut ? Math.min(end, start + sizeBytes + BEYOND) : end;
        const text = decoder.decode(bytes.subarray(start, to));
        const places = withKnown(text, lets(bytes, start, to) ? found(text) : []);
        return isCut
          ? replaced(text, places, charactersIn(bytes, start, start + sizeBytes, text))
          : replaced(text, places);
      }, UNREADABLE),
    isPlain: (bytes, start, end) => given.size === 0 && !lets(bytes, start, end),
    leaks: (bytes, start, end) =>
      closed(() => {
        if (!lets(bytes, start, end)) return NONE;
        const text = decoder.decode(bytes.subarray(start, end));
        return leaksIn(text, found(text));
      }, lost),
    follow() {
      let open: OpenKey | undefined;
      return {
        get isOpen() {
          return open !== undefined;
        },
        take(may, bytes, start, end, messageStart, messageEnd) {
          if (open === undefined && !may) return NONE;
          return closed(() => {
            const text = decoder.decode(bytes.subarray(start, end));
            if (open?.take(text, decoder.decode(bytes.subarray(messageStart, messageEnd))) === false) open = undefined;
            if (!may) return NONE;
            const secrets = found(text);
            const last = secrets.findLast(({ kind }) => kind === privateKey.kind);
            if (last) open = keys.open(last.value) ?? open;
            return leaksIn(text, secrets);
          }, lost);
        },
      };
    },
    redact: (text) => closed(() => clean(text), UNREADABLE),
    counts: () => given.counts(),
  };

  /** How much of a text bytes [start, end) are, whole characters and placeholders that the log holds itself. */
  function charactersIn(bytes: Uint8Array, start: number, end: number, text: string): number {
    let to = end;
    while (to > start && to > end - 4 && ((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
    const length = decoder.decode(bytes.subarray(start, to)).length;
    const taken = spansOf(text.slice(0, length + 64), new RegExp(PLACEHOLDER.source, "gd"));
    return taken.find((each) => each.start < length && each.end > length)?.end ?? length;
  }
}

/** The part of a text around a place: on one line, at most EXCERPT characters, cut where no placeholder is. */
function excerptAround(text: string, place: number): string {
  const lineStart = text.lastIndexOf("\n", Math.max(0, place - 1)) + 1;
  const lineEnd = text.indexOf("\n", place);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  if (line.length <= EXCERPT) return line;
  const from = Math.max(0, Math.min(place - lineStart - 60, line.length - EXCERPT));
  const [head, tail] = [from > 0 ? "…" : "", from + EXCERPT < line.length ? "…" : ""];
  return head + line.slice(from, from + EXCERPT - head.length - tail.length) + tail;
}
