/** File and line, without folders where the name alone is clear among `all`. */
export function placeOf(
  { source_file: file, line }: { readonly source_file: string; readonly line: number },
  all: readonly { readonly source_file: string }[],
): string {
  const base = baseOf(file);
  const isClear = all.every((other) => other.source_file === file || baseOf(other.source_file) !== base);
  return `${isClear ? base : file}:${line}`;
}

const baseOf = (file: string): string => file.split(/[\\/]/).at(-1) || file;
