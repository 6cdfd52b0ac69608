/** What the name of a file says of its place among those that a log was rotated into. */
export interface Rotated {
  /** The name that the log has while it is written. */
  readonly stem: string;
  /** Smaller numbers are older, compared one by one. */
  readonly age: readonly number[];
}

const PACKED = /\.(gz|zst|bz2|xz|z|lzma)$/i;
const NUMBERED = /^(.+)\.(?:(\d{1,3})|old)$/;
/** `-20260101`, `.2026-01-01`, `-2026-01-01_03`, and a number behind it. */
const DATED =
  /[-._]?(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))(?:[-_T.]?(\d+))?(?:[-_.](\d+))?(?=\.|$)/;

const CLASS = { dated: 0, numbered: 1, live: 2 } as const;

/** Of a path or a name. Loggers count upwards from the newest (`app.log.1`), and dates rise. */
export function rotated(path: string): Rotated {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const name = path.slice(folder.length).replace(PACKED, "");
  const dated = DATED.exec(name);
  if (dated) {
    const [text, year, , month, day, first = "0", second = "0"] = dated;
    const stem = name.slice(0, dated.index) + name.slice(dated.index + text.length);
    const age = [CLASS.dated, Number(`${year}${month}${day}`), Number(first), Number(second)];
    return { stem: folder + stem, age };
  }
  const numbered = NUMBERED.exec(name);
  if (numbered) return { stem: folder + (numbered[1] ?? ""), age: [CLASS.numbered, -Number(numbered[2] ?? 0)] };
  return { stem: folder + name, age: [CLASS.live] };
}

export const sameAge = (a: Rotated, b: Rotated): boolean => a.stem === b.stem && compareAges(a.age, b.age) === 0;

function compareAges(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By name; the files of one log from the oldest to the one that is written. */
export const inReadingOrder = <File>(files: readonly File[], nameOf: (file: File) => string): File[] =>
  files
    .map((file) => ({ file, name: nameOf(file), place: rotated(nameOf(file)) }))
    .sort(
      (a, b) =>
        compareText(a.place.stem, b.place.stem) || compareAges(a.place.age, b.place.age) || compareText(a.name, b.name),
    )
    .map(({ file }) => file);
