import type { Run, Warning } from "../core/run.ts";

/** How often each kind of warning came, and the first of each. */
export type WarningCounts = ReadonlyMap<string, { readonly count: number; readonly first: readonly Warning[] }>;

/** A run whose warnings are counted on their way. */
export interface CountedRun extends Run {
  readonly warnings: WarningCounts;
}

/** Warnings kept of each kind. */
const SHOWN = 5;

export function counted(run: Run): CountedRun {
  const warnings = new Map<string, { count: number; first: Warning[] }>();
  const emit: Run["emit"] = (event) => {
    if (event.type === "warning") {
      const known = warnings.get(event.warning.kind) ?? { count: 0, first: [] };
      warnings.set(event.warning.kind, known);
      known.count++;
      if (known.first.length < SHOWN) known.first.push(event.warning);
    }
    run.emit(event);
  };
  return { ...run, emit, warnings };
}
