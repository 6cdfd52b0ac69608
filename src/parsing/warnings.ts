import type { Run, WarningKind } from "../core/run.ts";

/** Warnings of a kind that are told with their place; the rest is counted. */
const TOLD = 3;

interface Place {
  readonly line: number;
  readonly byte: number;
  readonly text: string;
}

/** Warnings of one kind: how many, and the first of them. */
export interface TalliedWarnings {
  readonly kind: WarningKind;
  readonly count: number;
  readonly first: readonly Place[];
}

/** Gathers the warnings of one stretch of lines. */
export function tallied(): {
  add(kind: WarningKind, line: number, byte: number, text: string): void;
  all(): readonly TalliedWarnings[];
} {
  const kinds = new Map<WarningKind, { kind: WarningKind; count: number; first: Place[] }>();
  return {
    add(kind, line, byte, text) {
      const known = kinds.get(kind) ?? { kind, count: 0, first: [] };
      kinds.set(kind, known);
      known.count++;
      if (known.first.length < TOLD) known.first.push({ line, byte, text });
    },
    all: () => [...kinds.values()],
  };
}

/** Tells the first few warnings of a kind in a source, and at the end how many more there were. */
export interface Warnings {
  add(all: readonly TalliedWarnings[]): void;
  end(): void;
}

export function warnings(source: string, emit: Run["emit"]): Warnings {
  const counts = new Map<WarningKind, number>();
  const tell = (kind: WarningKind, line: number, byte: number, text: string): void =>
    emit({ type: "warning", warning: { kind, source, line, byte, text } });
  return {
    add(all) {
      for (const { kind, count, first } of all) {
        const before = counts.get(kind) ?? 0;
        counts.set(kind, before + count);
        for (const { line, byte, text } of first.slice(0, Math.max(0, TOLD - before))) tell(kind, line, byte, text);
      }
    },
    end() {
      for (const [kind, count] of counts) if (count > TOLD) tell(kind, 0, -1, `${count - TOLD} more lines like these`);
      counts.clear();
    },
  };
}
