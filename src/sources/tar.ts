import { isUtf8 } from "node:buffer";
import type { ByteReader } from "./byte-reader.ts";
import { shownPath } from "./path.ts";
import { damaged, Unreadable } from "./unreadable.ts";

const BLOCK_BYTES = 512;
/** Names in headers of their own; more than that is none. */
const NAME_BYTES = 1024 * 1024;
const AT = { name: 0, size: 124, modified: 136, checksum: 148, type: 156, magic: 257, more: 482, prefix: 345 } as const;

export interface TarMember {
  readonly name: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** A file whose bytes stand here: no folder, link, device or file with holes. */
  readonly isFile: boolean;
}

/** Members of a tar (POSIX ustar and pax, GNU), one after the other. */
export interface TarReader {
  /** The next member; what is left of the one before is passed over. Undefined: there are no more. Throws `Unreadable`. */
  next(): Promise<TarMember | undefined>;
  /** The rest of the bytes of the member. */
  content(): AsyncGenerator<Uint8Array, void, undefined>;
  /** All of the member was given. */
  readonly isAtEnd: boolean;
}

export const TAR_BYTES = BLOCK_BYTES;

/** Whether data that begins so is a tar. */
export const isTar = (head: Uint8Array): boolean =>
  head.length >= BLOCK_BYTES && textAt(head, AT.magic, 5) === "ustar" && isHeader(head);

export function tarReader(reader: ByteReader): TarReader {
  let left = 0;
  let padding = 0;
  async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
    while (left > 0) {
      const bytes = await reader.atLeast(1);
      if (bytes.length === 0) throw cutOff();
      const part = bytes.subarray(0, Math.min(left, bytes.length));
      reader.skip(part.length);
      left -= part.length;
      yield part;
    }
  }
  const pass = async (): Promise<void> => {
    left += padding;
    padding = 0;
    for await (const _ of content());
  };
  /** The whole content of a header that goes before another one. */
  const text = async (): Promise<Uint8Array> => {
    if (left > NAME_BYTES) throw damaged("a name that is too long");
    const bytes = await reader.atLeast(left);
    if (bytes.length < left) throw cutOff();
    return bytes.slice(0, left);
  };
  return {
    content,
    get isAtEnd() {
      return left === 0;
    },
    async next() {
      let extended: ReadonlyMap<string, Uint8Array> = new Map();
      let long: Uint8Array | undefined;
      for (;;) {
        await pass();
        const header = (await reader.atLeast(BLOCK_BYTES)).slice(0, BLOCK_BYTES);
        // An end without its two empty blocks is one all the same.
        if (header.length === 0 || header.every((byte) => byte === 0)) return undefined;
        if (header.length < BLOCK_BYTES) throw cutOff();
        if (!isHeader(header)) throw damaged("the header of a member");
        reader.skip(BLOCK_BYTES);
        const type = String.fromCharCode(header[AT.type]!);
        left = numberOf(extended, "size") ?? numberAt(header, AT.size, 12);
        padding = (BLOCK_BYTES - (left % BLOCK_BYTES)) % BLOCK_BYTES;
        if (type === "x") extended = recordsOf(await text());
        else if (type === "L") long = untilNul(await text());
        else if (type !== "g" && type !== "K") {
          if (type === "S") await passSparseMap(reader, header);
          const isLink = "12345".includes(type);
          if (isLink) left = padding = 0;
          const isSparse = type === "S" || [...extended.keys()].some((key) => key.startsWith("GNU.sparse."));
          return {
            name: nameText(extended.get("path") ?? long ?? nameIn(header)),
            sizeBytes: left,
            modified: (numberOf(extended, "mtime") ?? numberAt(header, AT.modified, 12)) * 1000,
            isFile: ("0\0".includes(type) || type === "7") && !isSparse,
          };
        }
      }
    },
  };
}

const cutOff = (): Unreadable => new Unreadable("truncated", "the archive is cut off; read up to there");

async function passSparseMap(reader: ByteReader, header: Uint8Array): Promise<void> {
  for (let hasMore = header[AT.more] === 1; hasMore; ) {
    const block = await reader.atLeast(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) throw cutOff();
    hasMore = block[504] === 1;
    reader.skip(BLOCK_BYTES);
  }
}

const textAt = (bytes: Uint8Array, at: number, size: number): string =>
  Buffer.from(bytes.subarray(at, at + size)).toString("latin1");

const untilNul = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
};

/** The sum of all bytes, with blanks in the place of the sum. */
function isHeader(header: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) sum += i >= AT.checksum && i < AT.checksum + 8 ? 32 : header[i]!;
  return sum === numberAt(header, AT.checksum, 8);
}

/** Octal digits, or a binary number with its first bit set. */
function numberAt(header: Uint8Array, at: number, size: number): number {
  if (header[at]! & 0x80) {
    let value = header[at]! & 0x7f;
    for (let i = 1; i < size; i++) value = value * 256 + header[at + i]!;
    if (value > Number.MAX_SAFE_INTEGER) throw damaged("a member of no possible size");
    return value;
  }
  const digits = /^[ \0]*([0-7]*)/.exec(textAt(header, at, size))?.[1] ?? "";
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function nameIn(header: Uint8Array): Uint8Array {
  const name = untilNul(header.subarray(AT.name, AT.name + 100));
  // GNU has other things in the place of the prefix.
  const isPosix = header[AT.magic + 5] === 0;
  const prefix = isPosix ? untilNul(header.subarray(AT.prefix, AT.prefix + 155)) : new Uint8Array(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]);
}

const nameText = (bytes: Uint8Array): string => {
  const name = Buffer.from(bytes);
  return shownPath(isUtf8(name) ? name.toString("utf8") : name);
};

/** Records of pax: `30 path=…\n`, the number being the size of the record. */
function recordsOf(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at);
    const size = Number(textAt(bytes, at, blank - at));
    if (blank < 0 || !(size > blank - at + 1) || at + size > bytes.length) break;
    const record = bytes.subarray(blank + 1, at + size - 1);
    const sign = record.indexOf(61);
    if (sign > 0) records.set(textAt(record, 0, sign), record.slice(sign + 1));
    at += size;
  }
  return records;
}

function numberOf(records: ReadonlyMap<string, Uint8Array>, key: string): number | undefined {
  const bytes = records.get(key);
  const value = bytes === undefined ? Number.NaN : Number(textAt(bytes, 0, bytes.length));
  return Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined;
}
