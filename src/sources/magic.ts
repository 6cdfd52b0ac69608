import { isGzip } from "./inflate.ts";

/** How much of a file is looked at to tell text from binary. */
export const MAGIC_BYTES = 8192;

const SIGNATURES: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x50, 0x4b, 0x03, 0x04], // ZIP
  [0x25, 0x50, 0x44, 0x46], // PDF
];

/** Whether a file that begins so holds something else than text. Gzip is text in a coat. */
export function isBinary(head: Uint8Array): boolean {
  if (isGzip(head)) return false;
  return head.includes(0) || SIGNATURES.some((signature) => signature.every((byte, i) => head[i] === byte));
}
