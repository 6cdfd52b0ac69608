import { type Fields, SLOT } from "./fields.ts";

/** Reads records of several lines, none of which says all. One of a source is used for all its records, one after the other. */
export interface RecordReader {
  isHead(bytes: Uint8Array, start: number, end: number): boolean;
  /** Begins a record with its head. */
  begin(bytes: Uint8Array, start: number, end: number): void;
  /** Takes a further line into the record; false: it is none of it. */
  take(bytes: Uint8Array, start: number, end: number): boolean;
  /** Fills what the record says into `fields`, which were cleared. */
  finish(fields: Fields): void;
}

/** A way to write records of several lines. */
export interface RecordFormat {
  readonly name: string;
  readonly summary: string;
  /** Lines of records that it must read. */
  readonly samples: readonly string[];
  /** Lines in which it must see none. */
  readonly negatives: readonly string[];
  /** Whether the first lines of a source are written so. */
  looksLike(lines: readonly string[]): boolean;
  reader(): RecordReader;
}

/** Bytes of a record that make its message. */
export const LONGEST = 16 * 1024;
export const decoder = new TextDecoder();
export const encoder = new TextEncoder();
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, Math.min(end, start + LONGEST)));

/** What the record says is its message. */
export function say(fields: Fields, message: Uint8Array): void {
  fields.messageIn = message;
  fields.spans[SLOT.message] = 0;
  fields.spans[SLOT.message + 1] = message.length;
}

export function nameIn(fields: Fields, slot: "component" | "host", name: string): void {
  const bytes = encoder.encode(name.slice(0, 160));
  if (slot === "component") fields.componentIn = bytes;
  else fields.hostIn = bytes;
  fields.spans[SLOT[slot]] = 0;
  fields.spans[SLOT[slot] + 1] = bytes.length;
}
