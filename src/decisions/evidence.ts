import type { EvidenceKind } from "../core/detector.ts";
import type { StatementEvidence } from "../core/evidence.ts";
import { FAILURE_SCORE } from "../core/gravity.ts";

/** One detector's scores, one a statement. */
export interface StatementScores {
  readonly gives: EvidenceKind;
  readonly scores: Float64Array;
}

/** From here on a statement is looked at. */
export const CANDIDATE = 1.5;
/** From here on evidence is abnormal by itself; the risk is then one half. */
export const LISTED = 3;

/**
 * Adds up what detectors say of each statement: gravity, plus novelty, plus half or all of a burst, plus a late onset of
 * something bad. Detectors are not averaged and their p-values not combined: every combination that was measured is worse
 * than evidence that carries and evidence that only adds (docs/decisions/0003-evidence.md).
 */
export function weigh(statements: number, detectors: readonly StatementScores[]): StatementEvidence {
  const gravity = new Float64Array(statements);
  const strength = new Float64Array(statements);
  const onset = new Float64Array(statements);
  const novelty = new Float64Array(statements);
  const change = new Float64Array(statements);
  for (const { gives, scores } of detectors)
    for (let s = 0; s < statements; s++) {
      const score = scores[s]!;
      if (gives === "gravity") gravity[s] = Math.max(gravity[s]!, score);
      else if (gives === "novelty") novelty[s]! += score;
      else if (gives === "onset") onset[s] = Math.max(onset[s]!, score);
      else if (gives === "change") change[s] = Math.max(change[s]!, Math.min(1.5, score));
    }
  for (let s = 0; s < statements; s++)
    strength[s] =
      gravity[s]! +
      novelty[s]! +
      (gravity[s]! >= 1 ? change[s]! : change[s]! / 2) +
      (gravity[s]! >= FAILURE_SCORE ? onset[s]! : 0);
  return { gravity, strength, onset };
}

/** Evidence to risk, 0 to 1: one half at LISTED, monotone. */
export const riskOf = (strength: number): number => 1 / (1 + Math.exp(-1.6 * (strength - LISTED)));
