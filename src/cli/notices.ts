import { printable } from "../core/printable.ts";
import type { RunEvent, Warning, WarningKind } from "../core/run.ts";
import { number } from "../core/words.ts";

/** How many warnings of a kind are shown; the rest is a count. */
const SHOWN = 5;

export interface Notices {
  /** Lines to print at once. */
  take(event: RunEvent): readonly string[];
  /** Lines to print at the end: what was only counted. */
  rest(): readonly string[];
}

function place({ source, line, byte }: Warning): string {
  if (line > 0) return `${printable(source)}:${line}`;
  return byte >= 0 ? `${printable(source)} at byte ${number(byte)}` : printable(source);
}

/** The program's name before a message. */
export const named = (text: string): string => `loganomaly: ${printable(text)}`;

/** What of a run's events is worth a line: warnings (the first few of a kind), notes, a model that is away. */
export function notices(isVerbose: boolean): Notices {
  const counts = new Map<WarningKind, number>();
  return {
    take(event) {
      switch (event.type) {
        case "warning": {
          const count = (counts.get(event.warning.kind) ?? 0) + 1;
          counts.set(event.warning.kind, count);
          return count > SHOWN ? [] : [`loganomaly: ${place(event.warning)}: ${printable(event.warning.text)}`];
        }
        case "note":
          return [named(event.text)];
        case "model-unavailable": {
          const hint = event.hint === "" ? [] : [`            ${printable(event.hint)}`];
          return [named(`${event.provider}: ${event.message}; the statistics stand`), ...hint];
        }
        case "step-failed":
          return isVerbose ? [named(`step ${event.step} of ${event.case}: ${event.message}`)] : [];
        case "stage-end":
          return isVerbose ? [named(`${event.stage} took ${(event.milliseconds / 1000).toFixed(2)} s`)] : [];
        default:
          return [];
      }
    },
    rest: () =>
      [...counts]
        .filter(([, count]) => count > SHOWN)
        .map(([kind, count]) => named(`${number(count - SHOWN)} more warnings of kind ${kind}`)),
  };
}
