/** Number of insertions, deletions and replacements that turn one word into the other; a `*` in the first is any run of characters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const isFree = a[i - 1] === "*";
    const next = [isFree ? (row[0] ?? 0) : i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        isFree
          ? Math.min(row[j] ?? 0, next[j - 1] ?? 0)
          : Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Up to three of `names` that one may have meant by `name`, nearest first. */
export function nearNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .slice(0, 2000)
    .map((candidate) => {
      const text = candidate.toLowerCase();
      const isPart = wanted.length > 2 && (text.startsWith(wanted) || wanted.startsWith(text));
      return { candidate, distance: isPart ? 1 : editDistance(wanted, text) };
    })
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
