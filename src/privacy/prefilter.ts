import { byteAutomaton } from "./byte-pattern.ts";
import type { Trigger } from "./rule.ts";
import { SECRET_RULES } from "./secrets.ts";

/** Says whether bytes [start, end) may hold a secret. Never wrong when it says no; reads every byte once. */
export type Prefilter = (bytes: Uint8Array, start: number, end: number) => boolean;

/** One pass over the bytes for all triggers together. */
export function prefilter(triggers: readonly Trigger[]): Prefilter {
  const { next, classes, initial, firstAccepting, accepted } = byteAutomaton(triggers.map((each) => each.pattern));
  const width = classes.reduce((most, each) => Math.max(most, each), 0) + 1;
  const isConfirmed = (state: number, bytes: Uint8Array, start: number, at: number, end: number): boolean => {
    for (const index of accepted[(state - firstAccepting) / width] ?? []) {
      const confirm = triggers[index]?.confirm;
      if (confirm === undefined || confirm(bytes, start, at, end)) return true;
    }
    return false;
  };
  return (bytes, start, end) => {
    let state = initial;
    for (let at = start; at < end; at++) {
      state = next[state + classes[bytes[at]!]!]!;
      if (state >= firstAccepting && isConfirmed(state, bytes, start, at + 1, end)) return true;
    }
    return false;
  };
}

let ofAllRules: Prefilter | undefined;

/** The prefilter over all rules; built when it is first needed. */
export const maySecret: Prefilter = (bytes, start, end) => {
  ofAllRules ??= prefilter(SECRET_RULES.flatMap((rule) => rule.triggers));
  return ofAllRules(bytes, start, end);
};
