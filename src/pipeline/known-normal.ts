import type { Settings } from "../core/settings.ts";
import type { Model } from "./learn.ts";
import { expiry } from "./marks.ts";

/** What the user's marks hide, and what they no longer do. */
export interface KnownNormal {
  /** By statement: 1 where a mark holds. */
  readonly isKnown: Uint8Array;
  /** Marks that hide at least one statement. */
  readonly marks: number;
  /** Sentences about marks that have expired. */
  readonly notes: readonly string[];
}

/** A mark hides the statements of its template, or the messages that are its text, whatever else their template says. */
export function knownNormal(model: Model, { known_normal }: Settings): KnownNormal {
  const isOver = expiry(model.run.clock);
  const isKnown = new Uint8Array(model.profile.statements.length);
  let marks = 0;
  for (const mark of known_normal) {
    if (isOver(mark)) continue;
    let hides = 0;
    for (const s of model.profile.statements)
      if (mark.pattern === s.templateText || mark.pattern === known_normal[s.known]?.pattern) {
        isKnown[s.id] = 1;
        hides = 1;
      }
    marks += hides;
  }
  const notes = known_normal
    .filter(isOver)
    .map(({ pattern, expires }) => `known_normal: "${pattern.slice(0, 80)}" expired on ${expires} and hides nothing`);
  return { isKnown, marks, notes };
}
