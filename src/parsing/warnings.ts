import type { Run, WarningKind } from "../core/run.ts";

/** Warnings of a kind that are told with their place; the rest is counted. */
const TOLD = 3;

/** Tells the first few warnings of a kind in a source, and at the end how many more there were. */
export interface Warnings {
  add(kind: WarningKind, line: number, byte: number, text: string): void;
  end(): void;
}

export function warnings(source: string, emit: Run["emit"]): Warnings {
  const counts = new Map<WarningKind, number>();
  const tell = (kind: WarningKind, line: number, byte: number, text: string): void =>
    emit({ type: "warning", warning: { kind, source, line, byte, text } });
  return {
    add(kind, line, byte, text) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= TOLD) tell(kind, line, byte, text);
    },
    end() {
      for (const [kind, count] of counts) if (count > TOLD) tell(kind, 0, -1, `${count - TOLD} more lines like these`);
      counts.clear();
    },
  };
}
