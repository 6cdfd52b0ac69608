import { utf16Of } from "./transcode.ts";

/** How much of a file is looked at to tell text from binary. */
export const MAGIC_BYTES = 8192;
/** A hole in a file, or a block that a crash left unwritten, says nothing of the text around it. */
const HOLE_BYTES = 64;

const SIGNATURES: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x25, 0x50, 0x44, 0x46], // PDF
];

/** Whether a file that begins so holds something else than text in the encoding that is named, or in UTF-8 or UTF-16. */
export function isBinary(head: Uint8Array, encoding?: string | null): boolean {
  if (SIGNATURES.some((signature) => signature.every((byte, i) => head[i] === byte))) return true;
  return hasNul(head) && utf16Of(head) === undefined && !/^(utf-?16|ucs-?2|unicode)/i.test(encoding ?? "");
}

/** Whether there are NULs besides long runs of them. */
function hasNul(head: Uint8Array): boolean {
  for (let at = head.indexOf(0); at >= 0; at = head.indexOf(0, at)) {
    const from = at;
    while (head[at] === 0) at++;
    if (at - from < HOLE_BYTES && at < head.length) return true;
  }
  return false;
}
