import { KINDS, type Kind } from "../../src/demo/label.ts";

/** What came of one log. */
export interface Row {
  readonly name: string;
  readonly lines: number;
  /** Incidents of severity medium or higher that touch no label. */
  readonly others: number;
  readonly labels: readonly { readonly kind: Kind; readonly touching: number }[];
}

const columns = (cells: readonly (readonly (string | number)[])[]): string => {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => String(line[column] ?? "").length)),
  );
  const text = cells.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width);
      })
      .join("  "),
  );
  return text.join("\n");
};

/** One line a kind: planted, found, found as exactly one incident. */
export function kindTable(rows: readonly Row[]): string {
  const labels = rows.flatMap((row) => row.labels);
  const line = (name: string, of: readonly { readonly touching: number }[]): (string | number)[] => [
    name,
    of.length,
    of.filter(({ touching }) => touching > 0).length,
    of.filter(({ touching }) => touching === 1).length,
  ];
  return columns([
    ["kind", "planted", "found", "in one incident"],
    ...KINDS.filter((kind) => labels.some((label) => label.kind === kind)).map((kind) =>
      line(
        kind,
        labels.filter((label) => label.kind === kind),
      ),
    ),
    line("all", labels),
  ]);
}

/** One line a log. */
export function seedTable(rows: readonly Row[], others: string): string {
  return columns([
    ["log", "lines", "planted", "found", others],
    ...rows.map((row) => [
      row.name,
      row.lines,
      row.labels.length,
      row.labels.filter(({ touching }) => touching > 0).length,
      row.others,
    ]),
  ]);
}
