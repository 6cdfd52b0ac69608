import type { WarningKind } from "../core/run.ts";

/** A part of an input that cannot be read, in the words of warnings. What came before it stands. */
export class Unreadable extends Error {
  readonly kind: WarningKind;

  constructor(kind: WarningKind, text: string, cause?: unknown) {
    super(text, { cause });
    this.kind = kind;
  }
}

export const cutOff = (): Unreadable => new Unreadable("truncated", "the compressed data is cut off; read up to there");

export const damaged = (what: string, cause?: unknown): Unreadable =>
  new Unreadable("compression", `compressed data is damaged (${what}); read up to there`, cause);
