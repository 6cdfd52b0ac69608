/** Encodings that people name; any other label of the WHATWG Encoding Standard is taken too. */
export const ENCODINGS: readonly string[] = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "latin1",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "iso-8859-1",
  "iso-8859-2",
  "iso-8859-15",
  "koi8-r",
  "shift_jis",
  "euc-jp",
  "iso-2022-jp",
  "euc-kr",
  "gbk",
  "gb18030",
  "big5",
  "macintosh",
];

/** What is wrong with the name of an encoding; undefined: nothing. */
export function encodingFault(label: string): string | undefined {
  try {
    new TextDecoder(label);
    return undefined;
  } catch {
    const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    const typed = plain(label);
    const meant =
      ENCODINGS.find((name) => plain(name) === typed) ?? ENCODINGS.find((name) => isNear(typed, plain(name)));
    const hint =
      meant === undefined ? `expected one such as ${ENCODINGS.slice(1, 7).join(", ")}` : `did you mean "${meant}"?`;
    return `names no known encoding: ${JSON.stringify(label.slice(0, 60))}; ${hint}`;
  }
}

/** One is the beginning of the other, or they are a letter apart. */
function isNear(typed: string, name: string): boolean {
  if (typed.length < 3) return false;
  if (name.startsWith(typed) || typed.startsWith(name)) return true;
  let same = 0;
  while (same < typed.length && typed[same] === name[same]) same++;
  const rest = typed.slice(same);
  return [name.slice(same), name.slice(same + 1)].includes(rest.slice(1)) || name.slice(same + 1) === rest;
}
