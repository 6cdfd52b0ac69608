/** Grouping accuracy (lines in exact groups) and its F1 over groups. Source: Loghub-2.0 (Jiang et al., ISSTA 2024). */
export interface GroupingScore {
  readonly GA: number;
  readonly FGA: number;
  readonly found: number;
  readonly true: number;
}

const countBy = <Key>(keys: readonly Key[]): Map<Key, number> => {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const f1 = (exact: number, found: number, real: number): number => (exact === 0 ? 0 : (2 * exact) / (found + real));

/** Pairs of a found and a true group that hold the same lines, with their size and one of their lines. */
function exactGroups(found: readonly number[], labels: readonly string[]): { size: number; line: number }[] {
  const groups = countBy(found);
  const truth = countBy(labels);
  const both = countBy(found.map((group, line) => `${group} ${labels[line]}`));
  const seen = new Set<string>();
  const exact: { size: number; line: number }[] = [];
  for (const [line, group] of found.entries()) {
    const label = labels[line]!;
    const pair = `${group} ${label}`;
    if (seen.has(pair)) continue;
    seen.add(pair);
    const size = both.get(pair)!;
    if (groups.get(group) === size && truth.get(label) === size) exact.push({ size, line });
  }
  return exact;
}

export function groupingScore(found: readonly number[], labels: readonly string[]): GroupingScore {
  const exact = exactGroups(found, labels);
  const groups = new Set(found).size;
  const real = new Set(labels).size;
  const lines = exact.reduce((sum, { size }) => sum + size, 0);
  return { GA: lines / found.length, FGA: f1(exact.length, groups, real), found: groups, true: real };
}

const VARIABLE = /<(?:num|ip|hex|path|uuid|time|\*)>/g;

/** Punctuation and blanks next to a variable are not compared, a run of variables is one; every other character must be equal. */
export const conventionForm = (text: string): string =>
  text
    .replace(VARIABLE, "\0")
    .replace(/[\s/\\.,:;_\-#=+|()]*\0[\s/\\.,:;_\-#=+|()]*/g, "\0")
    .replace(/\0+/g, "\0")
    .replace(/\s+/g, " ")
    .trim();

/** Only runs of variables joined by `. : , / - _` or blanks are one. */
export const strictForm = (text: string): string =>
  text
    .replace(VARIABLE, "<*>")
    .replace(/(<\*>)([.:,/\-_ ]*<\*>)+/g, "<*>")
    .replace(/\s+/g, " ")
    .trim();

/** Parsing accuracy (lines with the right text) and F1 of templates with the right lines and the right text. */
export function textScore(
  found: readonly number[],
  texts: readonly string[],
  labels: readonly string[],
  trueTexts: readonly string[],
  form: (text: string) => string,
): { readonly PA: number; readonly FTA: number } {
  const written = texts.map(form);
  const isRight = found.map((group, line) => written[group] === form(trueTexts[line]!));
  const exact = exactGroups(found, labels).filter(({ line }) => isRight[line]);
  return {
    PA: isRight.filter(Boolean).length / found.length,
    FTA: f1(exact.length, new Set(found).size, new Set(labels).size),
  };
}
