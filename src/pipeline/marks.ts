import { firstMatch } from "../core/linear-pattern.ts";
import type { PatternRule, Settings } from "../core/settings.ts";
import { detectors } from "../detectors/index.ts";
import type { Clock } from "../features/clock.ts";
import type { ShapeMarks } from "../features/statements.ts";
import type { Privacy } from "../privacy/reveal.ts";

/** Of none of the user's patterns. */
const UNMARKED = -1;

/**
 * Messages that the user's patterns tell apart, though their shape is the same: a value alone can make the difference.
 * Events then carry an id of (shape, rule, text of known_normal) in place of their shape; ids are dense, in order of
 * first appearance.
 */
export interface Marks {
  idOf(shape: number, bytes: Uint8Array, start: number, end: number): number;
  /** By id. */
  readonly shape: readonly number[];
  /** By id: index of the first rule that matches; UNMARKED: none does. */
  readonly rule: readonly number[];
  /** By id: index of the first text of known_normal that the message is; UNMARKED: it is none. */
  readonly known: readonly number[];
}

/** The user's rules in the order in which they are tried; none where nothing asks for them. */
export function rulesOf(settings: Settings): readonly PatternRule[] {
  const detector = detectors.find(({ takesPatterns }) => takesPatterns);
  const section = detector && settings.detectors[detector.name];
  if (section?.enabled === false) return [];
  const own: unknown = section?.["patterns"];
  return [...(Array.isArray(own) ? own : []), ...settings.rules.additional_rule_based_patterns];
}

/** Undefined where the user has no patterns: then every message is of its shape, and nothing is looked at. */
export function marksOf(settings: Settings, privacy: Privacy): Marks | undefined {
  const rules = rulesOf(settings);
  const texts = settings.known_normal.map(({ pattern }) => pattern);
  if (rules.length === 0 && texts.length === 0) return undefined;
  // Only whether a rule matches leaves the message, so that it may look at the bytes as they stand.
  const match = rules.length > 0 ? firstMatch(rules.map(({ pattern }) => pattern)) : undefined;
  const knownOf = textFinder(texts, privacy);
  const ids = new Map<number, number>();
  const shape: number[] = [];
  const rule: number[] = [];
  const known: number[] = [];
  return {
    idOf(of, bytes, start, end) {
      const matched = match?.(bytes.subarray(start, end)) ?? UNMARKED;
      const text = knownOf(bytes, start, end);
      const key = (of * (rules.length + 1) + matched + 1) * (texts.length + 1) + text + 1;
      let id = ids.get(key);
      if (id === undefined) {
        id = shape.length;
        ids.set(key, id);
        shape.push(of);
        rule.push(matched);
        known.push(text);
      }
      return id;
    },
    shape,
    rule,
    known,
  };
}

const REPLACED = /\ufffd|·/;

/** The first of the texts that a message is, after its secrets were replaced. */
function textFinder(texts: readonly string[], privacy: Privacy): (b: Uint8Array, start: number, end: number) => number {
  const index = new Map<string, number>();
  texts.forEach((text, i) => {
    if (!index.has(text)) index.set(text, i);
  });
  // Where nothing is replaced, text and message have the same number of bytes: few messages become text.
  const sizes = new Set(texts.map((text) => Buffer.byteLength(text)));
  const isOfAnySize = texts.some((text) => REPLACED.test(text));
  return (bytes, start, end) => {
    if (!isOfAnySize && !sizes.has(end - start)) return UNMARKED;
    return index.get(privacy.reveal(bytes, start, end)) ?? UNMARKED;
  };
}

/** No clock: a mark has expired when the log ends after its day. */
export const expiry = (clock: Clock): ((mark: Settings["known_normal"][number]) => boolean) => {
  const end = clock.isTimed ? clock.end : Number.NEGATIVE_INFINITY;
  return ({ expires }) => expires !== null && end > Date.parse(`${expires}T23:59:59.999Z`);
};

/** A text whose marks have all expired tells no message apart. */
export function withoutExpired(marks: Marks, clock: Clock, { known_normal }: Settings): ShapeMarks {
  const isOver = expiry(clock);
  const live = new Set(known_normal.filter((mark) => !isOver(mark)).map(({ pattern }) => pattern));
  const known = marks.known.map((index) => (live.has(known_normal[index]?.pattern ?? "") ? index : UNMARKED));
  return { rule: marks.rule, known };
}
