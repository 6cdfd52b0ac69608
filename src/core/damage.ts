import { baseOf } from "./place.ts";
import { printable } from "./printable.ts";
import type { InputAccounting, Summary } from "./results.ts";
import { spanOf } from "./stamp.ts";
import { count, number, seenLines } from "./words.ts";

/** Kinds of warnings that mean: a part of the input was not seen. */
const UNREAD: ReadonlySet<string> = new Set([
  "compression",
  "truncated",
  "bomb",
  "encrypted",
  "archive",
  "io",
  "permission",
  "vanished",
]);

/** Whether a part of the input could not be read: what is said of it holds for the rest only. */
export const isPartial = ({ warnings }: Pick<InputAccounting, "warnings">): boolean =>
  warnings.some(({ kind, count }) => UNREAD.has(kind) && count > 0);

/** Whether a warning is told by `damageOf`. */
export const isDamage = (kind: string): boolean => UNREAD.has(kind);

/** Inputs that are named; the rest is a count. */
const NAMED = 3;

function sentence(kind: string, name: string, line: number): string {
  const isWhole = line === 0;
  switch (kind) {
    case "compression":
      return isWhole
        ? `${name} is damaged; nothing of it could be read`
        : `${name} is damaged after line ${number(line)}`;
    case "truncated":
      return isWhole
        ? `${name} is cut off; nothing of it could be read`
        : `${name} is cut off after line ${number(line)}`;
    case "bomb":
      return `${name} inflates without bound and was read up to line ${number(line)} only`;
    case "encrypted":
      return `${name} is encrypted and could not be read`;
    case "archive":
      return `${name} is an archive of which not all was opened`;
    case "permission":
      return `${name} could not be read: permission denied`;
    case "vanished":
      return `${name} was gone before it could be read`;
    default:
      return isWhole ? `${name} could not be read` : `${name} could be read up to line ${number(line)} only`;
  }
}

/** What could not be read, a sentence each: `broken.log.gz is damaged after line 1,486`. */
export function damageOf({ warnings, files }: Pick<InputAccounting, "warnings" | "files">): string[] {
  const damage = warnings.filter(({ kind }) => UNREAD.has(kind));
  const named = damage.flatMap(({ kind, first }) => first.map((place) => ({ kind, ...place }))).slice(0, NAMED);
  const sentences = named.map(({ kind, source_file, line }) => {
    const read = files.find((file) => file.source_file === source_file)?.lines ?? 0;
    return sentence(kind, printable(baseOf(source_file)) || "the input", line > 0 ? line : read);
  });
  const rest = damage.reduce((sum, { count }) => sum + count, 0) - named.length;
  return rest > 0 ? [...sentences, `${count(rest, "more input")} could not be read whole`] : sentences;
}

/** The run in one sentence; where nothing was found in an input that was not read whole, it speaks of the lines that were. */
export function verdictOf({ verdict, input, incidents_detected: incidents, time_metrics: time }: Summary): string {
  if (incidents > 0 || !isPartial(input)) return verdict;
  if (input.lines === 0) return "No lines to judge: nothing could be read";
  const span = spanOf(time.start_time, time.end_time);
  return `Nothing abnormal in ${seenLines(input.lines, true)}${span === "" ? "" : `, ${span}`}`;
}
