import { byteReader, restOf } from "./byte-reader.ts";
import type { Places } from "./places.ts";

/** How much is looked at to tell UTF-16 from other text. */
const LOOKED_AT = 512;
const LF = 10;
/** Least share of UTF-16 units below 256 in a log, which has digits and blanks in any language. */
const PLAIN_SHARE = 0.3;

export type Utf16 = "utf-16le" | "utf-16be";

/** The byte order of UTF-16 by its mark. */
function markOf(head: Uint8Array): Utf16 | undefined {
  if (head[0] === 0xff && head[1] === 0xfe && !(head.length >= 4 && head[2] === 0 && head[3] === 0)) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

/** Whether text that begins so is UTF-16: by its mark, or because every other byte of plain characters is zero. */
export function utf16Of(head: Uint8Array): Utf16 | undefined {
  const mark = markOf(head);
  if (mark) return mark;
  if (!head.includes(0)) return undefined;
  const units = Math.min(head.length, LOOKED_AT) >> 1;
  return (["utf-16le", "utf-16be"] as const).find((order) => {
    const low = order === "utf-16le" ? 0 : 1;
    let plain = 0;
    for (let i = 0; i < units; i++) {
      if (head[i * 2 + 1 - low] !== 0) continue;
      if (!isText(head[i * 2 + low]!)) return false;
      plain++;
    }
    return units >= 4 && plain >= units * PLAIN_SHARE;
  });
}

/** A character that a log may hold: no control but tab, line breaks and ESC. */
const isText = (byte: number): boolean =>
  byte >= 32 ? byte < 127 || byte >= 160 : byte === 9 || byte === LF || byte === 13 || byte === 27;

/**
 * The bytes in UTF-8: as they are, or from UTF-16, which is recognised, or from the encoding that is named. A mark at the
 * beginning counts more than the name. Where lines begin in the source goes to `places`: LF is LF in all of these encodings,
 * whatever is wrong with the text between.
 */
export async function* inUtf8(
  chunks: AsyncIterable<Uint8Array>,
  named: string | undefined,
  places: Places,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = byteReader(chunks);
  try {
    const head = await reader.atLeast(LOOKED_AT);
    const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    const encoding = isMarked ? "utf-8" : (markOf(head) ?? named ?? utf16Of(head) ?? "utf-8");
    if (encoding === "utf-8") yield* restOf(reader);
    else yield* transcoded(restOf(reader), encoding, markOf(head) !== undefined, places);
  } finally {
    await reader.close();
  }
}

async function* transcoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  isMarked: boolean,
  places: Places,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  let given = 0;
  /** Bytes of the source; of UTF-16 those of whole units that were decoded. */
  let stored = isMarked ? 2 : 0;
  places.add(0, stored);
  const written = (text: string, chunk: Uint8Array | undefined): Uint8Array => {
    const bytes = encoder.encode(text);
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
      const found = isWide ? text.indexOf("\n", from) : (chunk?.indexOf(LF, from) ?? -1);
      if (found < 0) break;
      from = found + 1;
      places.add(given + at + 1, stored + (isWide ? from * 2 : from));
    }
    given += bytes.length;
    stored += isWide ? text.length * 2 : (chunk?.length ?? 0);
    return bytes;
  };
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    const bytes = written(decoder.decode(chunk, { stream: true }), chunk);
    if (bytes.length > 0) yield bytes;
  }
  const rest = written(decoder.decode(), undefined);
  if (rest.length > 0) yield rest;
  places.add(given, size);
}
