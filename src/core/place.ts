import { cutMiddle, width } from "./cells.ts";

/** A place in at most `cells`: the file's name gives way in its middle, the line's number stays whole. */
export function fitPlace(place: string, cells: number): string {
  if (width(place) <= cells) return place;
  const line = /:\d+$/.exec(place)?.[0] ?? "";
  return `${cutMiddle(place.slice(0, place.length - line.length), cells - line.length)}${line}`;
}

/** File and line, without folders where the name alone is clear among `all`. */
export function placeOf(
  { source_file: file, line }: { readonly source_file: string; readonly line: number },
  all: readonly { readonly source_file: string }[],
): string {
  const base = baseOf(file);
  const isClear = all.every((other) => other.source_file === file || baseOf(other.source_file) !== base);
  return `${isClear ? base : file}:${line}`;
}

/** A file's name without its folders. */
export const baseOf = (file: string): string => file.split(/[\\/]/).at(-1) || file;
