import { codecOf } from "./decompress.ts";

/** How much of a file is looked at to tell text from binary. */
export const MAGIC_BYTES = 8192;

const SIGNATURES: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x50, 0x4b, 0x03, 0x04], // ZIP
  [0x25, 0x50, 0x44, 0x46], // PDF
];

interface Archive {
  readonly name: string;
  readonly at: number;
  readonly signature: string;
  /** Writes its content to standard output. */
  readonly opener: string;
}

const ARCHIVES: readonly Archive[] = [
  { name: "zip", at: 0, signature: "PK\x03\x04", opener: "unzip -p" },
  { name: "tar", at: 257, signature: "ustar", opener: "tar -xOf" },
];

/** The archive that a file begins as, where it is one that is not read. */
export const archiveOf = (head: Uint8Array): Archive | undefined =>
  ARCHIVES.find(({ at, signature }) => [...signature].every((char, i) => head[at + i] === char.charCodeAt(0)));

/** Whether a file that begins so holds something else than text. Compressed data is looked at when it is opened. */
export function isBinary(head: Uint8Array): boolean {
  if (codecOf(head)) return false;
  return head.includes(0) || SIGNATURES.some((signature) => signature.every((byte, i) => head[i] === byte));
}
