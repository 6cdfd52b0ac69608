/** Distinct values that get a number of their own; further ones share a placeholder, so that memory stays bounded. */
const LIMIT = 65_536;

/** A placeholder: `[kind·1]`; `[kind·+]` beyond the limit. */
export const PLACEHOLDER = /\[[a-z][a-z0-9-]{0,40}·(?:\d{1,9}|\+)\]/g;

/** Values and what stands for them: the same value, the same placeholder; numbers in order of first appearance. */
export interface Placeholders {
  /** The placeholder of a value; a new one if it has none. */
  of(kind: string, value: string): string;
  /** The placeholder of a value that is known already. */
  known(value: string): string | undefined;
  /** The placeholder of the first value that begins so. */
  beginning(start: string): string | undefined;
  /** The value behind a placeholder that was given out. */
  valueOf(placeholder: string): string | undefined;
  readonly size: number;
  /** Distinct values by kind. */
  counts(): Record<string, number>;
}

export function placeholders(): Placeholders {
  const byValue = new Map<string, string>();
  const byPlaceholder = new Map<string, string>();
  const numbers = new Map<string, number>();
  return {
    of(kind, value) {
      const known = byValue.get(value);
      if (known !== undefined) return known;
      if (byValue.size >= LIMIT) return `[${kind}·+]`;
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      const placeholder = `[${kind}·${number}]`;
      byValue.set(value, placeholder);
      byPlaceholder.set(placeholder, value);
      return placeholder;
    },
    known: (value) => byValue.get(value),
    beginning(start) {
      for (const [value, placeholder] of byValue) if (value.startsWith(start)) return placeholder;
      return undefined;
    },
    valueOf: (placeholder) => byPlaceholder.get(placeholder),
    get size() {
      return byValue.size;
    },
    counts: () => Object.fromEntries([...numbers].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
