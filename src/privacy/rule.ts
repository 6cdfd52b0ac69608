/** Characters [start, end) of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a line must hold before a rule is asked: a byte pattern (see byte-pattern.ts), and, where that is common in
 * ordinary lines, a closer look at the bytes around it. `at` is the byte behind the match.
 */
export interface Trigger {
  readonly pattern: string;
  readonly confirm?: (bytes: Uint8Array, start: number, at: number, end: number) => boolean;
}

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
