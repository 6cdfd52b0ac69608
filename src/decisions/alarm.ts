import { FAILURE_SCORE } from "../core/gravity.ts";

/** What speaks for an event when it is decided whether it is an anomaly. */
export interface AlarmFacts {
  /** Of its statement. */
  readonly gravity: number;
  readonly strength: number;
  /** Why it was put into its incident. */
  readonly kind: "actor" | "chronic" | "episode" | "span" | "secret";
  /** Score of its incident; 0: it is in none that is told. */
  readonly incident: number;
  /** The statement comes seldom: see `isSeldom`. */
  readonly isSeldom: boolean;
  /** It is the first line of its incident's leading statement. */
  readonly isFirst: boolean;
}

/** What comes more often than this is told once and counted; each line of it is no anomaly of its own. */
export const isSeldom = (count: number, events: number): boolean => count <= Math.max(12, events / 100);

/** FATAL, or a strong word beyond its level: abnormal wherever it stands. */
export const GRAVE = 3;
const INCIDENT = 3;
/** In an incident, what is this strong is part of what is abnormal; the rest is context. */
const MEMBER = 2.4;

/**
 * Whether an event is an anomaly. No percentage: a calm log has none. Every told incident has at least its first line; of a
 * chronic complaint only that one; members of a flood or burst only where they are grave themselves.
 */
export function isAlarm({ gravity, strength, kind, incident, isSeldom: seldom, isFirst }: AlarmFacts): boolean {
  if (kind === "secret" || gravity >= GRAVE || (isFirst && incident > 0)) return true;
  if (incident < INCIDENT) return false;
  if (kind === "actor") return gravity >= FAILURE_SCORE;
  return kind === "episode" && seldom && gravity >= FAILURE_SCORE && strength >= MEMBER;
}
