import type { Settings } from "../core/settings.ts";
import type { Model } from "./learn.ts";

/** What the user's marks hide, and what they no longer do. */
export interface KnownNormal {
  /** By statement: 1 where a mark holds. */
  readonly isKnown: Uint8Array;
  /** Marks that hide at least one statement. */
  readonly marks: number;
  /** Sentences about marks that have expired. */
  readonly notes: readonly string[];
}

/** No clock: a mark has expired when the log ends after its day. */
export function knownNormal(model: Model, settings: Settings): KnownNormal {
  const end = model.clock.isTimed ? model.clock.end : Number.NEGATIVE_INFINITY;
  const isOver = (expires: string | null): boolean => expires !== null && end > Date.parse(`${expires}T23:59:59.999Z`);
  const isKnown = new Uint8Array(model.profile.statements.length);
  let marks = 0;
  for (const { pattern, expires } of settings.known_normal) {
    if (isOver(expires)) continue;
    let hides = 0;
    for (const s of model.profile.statements)
      if (pattern === s.templateText || s.messages.includes(pattern)) {
        isKnown[s.id] = 1;
        hides = 1;
      }
    marks += hides;
  }
  const notes = settings.known_normal
    .filter(({ expires }) => isOver(expires))
    .map(({ pattern, expires }) => `known_normal: "${pattern.slice(0, 80)}" expired on ${expires} and hides nothing`);
  return { isKnown, marks, notes };
}
