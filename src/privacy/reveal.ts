import { UserError } from "../core/errors.ts";
import type { LinearPattern } from "../core/linear-pattern.ts";
import { PLACEHOLDER, placeholders } from "./placeholders.ts";
import { maySecret } from "./prefilter.ts";
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

/** The one door from bytes to text: what comes out holds no secret. */
export interface Privacy {
  /** Whether bytes [start, end) may hold a secret; no means no. Fast: one table look-up a byte. */
  maySecret(bytes: Uint8Array, start: number, end: number): boolean;
  /** Bytes [start, end) as text, each secret replaced by `[kind·n]`. Invalid UTF-8 becomes U+FFFD. */
  reveal(bytes: Uint8Array, start: number, end: number): string;
  /** The secrets in bytes [start, end). Called in the order of lines, so that numbers follow it. */
  leaks(bytes: Uint8Array, start: number, end: number): readonly Leak[];
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

/** Opens the door for one run. The same value gets the same placeholder for as long as the run lasts. */
export function privacy(options: { readonly additional?: readonly AdditionalPattern[] } = {}): Privacy {
  const additional = (options.additional ?? []).map(ownRule);
  const rules = [...additional, ...SECRET_RULES];
  const given = placeholders();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** Replaces what the rules found, keeping the place of a text around one of them. */
  const replaced = (text: string, found: readonly FoundSecret[]): { text: string; places: number[] } => {
    const places: number[] = [];
    let out = "";
    let from = 0;
    for (const { kind, start, end } of found) {
      out += text.slice(from, start);
      places.push(out.length);
      out += given.of(kind, text.slice(start, end));
      from = end;
    }
    return { text: out + text.slice(from), places };
  };

  /** Secrets known from elsewhere: the whole text, or words of it. */
  const withoutKnown = (text: string): string => {
    if (given.size === 0) return text;
    const whole = given.known(text.trim());
    if (whole !== undefined) return whole;
    return text.replace(WORDS, (word) => (isTelling(word) ? (given.known(word) ?? word) : word));
  };

  const clean = (text: string): string => withoutKnown(replaced(text, outside(findSecrets(text, rules), text)).text);

  const closed = <Result>(work: () => Result, otherwise: Result): Result => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };

  const lets = (bytes: Uint8Array, start: number, end: number): boolean =>
    additional.length > 0 || maySecret(bytes, start, end);

  return {
    maySecret: lets,
    reveal: (bytes, start, end) =>
      closed(() => {
        const text = decoder.decode(bytes.subarray(start, end));
        return lets(bytes, start, end) ? clean(text) : withoutKnown(text);
      }, UNREADABLE),
    leaks: (bytes, start, end) =>
      closed<readonly Leak[]>(() => {
        if (!lets(bytes, start, end)) return [];
        const original = decoder.decode(bytes.subarray(start, end));
        const found = outside(findSecrets(original, rules), original);
        const { text, places } = replaced(original, found);
        return found.map(({ kind }, index) => ({ kind, excerpt: excerptAround(text, places[index] ?? 0) }));
      }, [{ kind: "unreadable", excerpt: UNREADABLE }]),
    redact: (text) => closed(() => clean(text), UNREADABLE),
    counts: () => given.counts(),
  };
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
