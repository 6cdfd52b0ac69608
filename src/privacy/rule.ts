/** Characters [start, end) of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A closer look at bytes [start, end): `at` is the byte behind what triggered it. */
export type Confirm = (bytes: Uint8Array, start: number, at: number, end: number) => boolean;

/**
 * What a line must hold before a rule is asked: a literal (ASCII, at least two characters, letters in either case unless
 * it is exact), or, where no literal is required, a byte of one class followed by one of another
 * (and by `following`, which spares closer looks). `isPossible` and then `confirm` look closer
 * where that is common in ordinary lines; the first asks of digits only where they are, never which. The beginning of a
 * line counts as a blank before it.
 */
export type Trigger =
  | {
      readonly literal: string;
      readonly isExact?: boolean;
      readonly isPossible?: Confirm;
      readonly confirm?: Confirm;
    }
  | {
      readonly first: readonly number[];
      readonly second: readonly number[];
      readonly following?: readonly (readonly number[])[];
      readonly isPossible?: Confirm;
      readonly confirm: Confirm;
    };

/** One kind of secret: how it is found, and what proves that it is found and nothing else. */
export interface SecretRule {
  /** What stands in the placeholder: `[kind·1]`. Lower case, letters, digits, hyphens. */
  readonly kind: string;
  readonly summary: string;
  readonly triggers: readonly Trigger[];
  /** Where secrets stand in a text, in order, not overlapping. Linear in the text's length, whatever it holds. */
  find(text: string): readonly Span[];
  /** Texts and the secret that must be found in each. */
  readonly samples: readonly { readonly text: string; readonly secret: string }[];
  /** Texts that look alike and hold none. */
  readonly counterexamples: readonly string[];
}

/** Spans of every match of a pattern (flags `gd`): of its first group where it has one. */
export function spansOf(text: string, pattern: RegExp, accept: (value: string) => boolean = () => true): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[0] ?? [0, 0];
    if (end > start && accept(text.slice(start, end))) spans.push({ start, end });
  }
  return spans;
}
