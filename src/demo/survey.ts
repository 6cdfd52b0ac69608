import { LEVEL, levelNamed } from "../core/levels.ts";
import { timeOf } from "./clock.ts";
import { type Head, headOf, type Manner } from "./head.ts";

/** A message of the log that is heard now and then all through it. */
export interface Usual {
  readonly samples: readonly Head[];
}

/** What a real log is like. */
export interface Survey {
  /** No line has a head: all is message. */
  readonly isBare: boolean;
  readonly manner: Manner;
  /** Indices of the lines that start a record. */
  readonly starts: readonly number[];
  /** The time of each of `starts`; NaN: none. */
  readonly times: readonly number[];
  /** How the log spells a level; undefined where it has none. */
  readonly spelling: (level: number) => string | undefined;
  /** Masks of all its messages. */
  readonly masks: ReadonlySet<string>;
  /** Quiet messages whose sudden rush would be an incident. */
  readonly usual: readonly Usual[];
}

/** Logs in which fewer lines than this share have a head are taken as bare text. */
const HEADED_SHARE = 0.3;
const SLICES = 20;
const MANY_VALUES = 5;
const LED_SHARE = 0.6;

/** A message without its values. */
export const masked = (message: string): string => message.replace(/0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\d+/gi, "#");

/** The line of a log without heads. */
export const bareHead = (line: string): Head => ({
  manner: "plain",
  before: "",
  level: "",
  after: "",
  message: line,
  tail: "",
});

const wordOf = (column: string): string => /^[A-Za-z]+/.exec(column)?.[0] ?? "";

/** Reads a log once. */
export function survey(lines: readonly string[]): Survey {
  const heads = lines.map(headOf);
  const isBare = heads.reduce((sum, head) => sum + (head === undefined ? 0 : 1), 0) < HEADED_SHARE * lines.length;
  const starts: number[] = [];
  const times: number[] = [];
  const manners = new Map<Manner, number>();
  const words = new Map<string, number>();
  const places = new Map<string, number[]>();
  const at = (index: number): Head | undefined => (isBare ? bareHead(lines[index] ?? "") : heads[index]);
  for (const [index, line] of lines.entries()) {
    const head = at(index);
    if (head === undefined || line.trim() === "") continue;
    starts.push(index);
    times.push(isBare ? Number.NaN : timeOf(line));
    manners.set(head.manner, (manners.get(head.manner) ?? 0) + 1);
    const word = wordOf(head.level);
    words.set(word, (words.get(word) ?? 0) + 1);
    const mask = masked(head.message);
    const list = places.get(mask);
    if (list === undefined) places.set(mask, [index]);
    else list.push(index);
  }
  /** Part of a sequence, such as a boot: nearly always followed by the same message. */
  const isLed = (indices: readonly number[]): boolean => {
    const next = new Map<string, number>();
    for (const index of indices) {
      const mask = masked(at(index + 1)?.message ?? "");
      next.set(mask, (next.get(mask) ?? 0) + 1);
    }
    return Math.max(...next.values()) > LED_SHARE * indices.length;
  };
  const usual: Usual[] = [];
  for (const [mask, indices] of places) {
    if (!mask.includes("#") || !isQuiet(indices, lines.length) || isLed(indices)) continue;
    const samples = indices.map(at).filter((head) => head !== undefined);
    // What always says the same (a boot message) does not come in rushes.
    if (new Set(samples.map((head) => head.message)).size >= MANY_VALUES) usual.push({ samples });
  }
  const spellings = [...words].filter(([word]) => word !== "").sort((a, b) => b[1] - a[1]);
  return {
    isBare,
    manner: [...manners].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "plain",
    starts,
    times,
    spelling: (level) => {
      const exact = spellings.find(([word]) => levelNamed(word) === level)?.[0];
      if (exact !== undefined || spellings.length === 0) return exact;
      return level === LEVEL.error ? "error" : level === LEVEL.warn ? "warn" : undefined;
    },
    masks: new Set(places.keys()),
    usual,
  };
}

/** Rare enough, all through the file, and never close together. */
function isQuiet(indices: readonly number[], length: number): boolean {
  if (indices.length < 8 || indices.length > Math.max(40, length * 0.004)) return false;
  const slices = new Set(indices.map((index) => Math.floor((index * SLICES) / length)));
  if (slices.size < 6) return false;
  // No five of them within a hundredth of the file.
  return indices.every((index, i) => (indices[i + 4] ?? Number.POSITIVE_INFINITY) - index > length / 100);
}
