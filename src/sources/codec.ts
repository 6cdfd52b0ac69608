import type { ByteReader } from "./byte-reader.ts";

/** How the bytes of one refused piece are to be given, so that all before the damage comes out. Positions within the stored bytes. */
export interface Fine {
  readonly from: number;
  readonly to: number;
  readonly pieceBytes: number;
}

/** A form of compressed data. */
export interface Codec {
  readonly name: string;
  /** Bytes that `begins` wants to see. */
  readonly headBytes: number;
  /** Whether a stream of this form begins so. */
  begins(head: Uint8Array): boolean;
  /** The content of one stream: a member of gzip, a frame of zstd. The reader ends up behind it. Throws `Unreadable`, or `Refused`. */
  decode(reader: ByteReader, fine: Fine | undefined): AsyncGenerator<Uint8Array, void, undefined>;
}

/** A decoder refused a piece of the input, and dropped what it had not yet handed out of it. */
export class Refused extends Error {
  readonly from: number;
  readonly to: number;

  constructor(from: number, to: number, cause: Error) {
    super(cause.message, { cause });
    this.from = from;
    this.to = to;
  }
}

export const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte);

export const uint32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
