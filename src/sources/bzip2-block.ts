import { cutOff, damaged } from "./unreadable.ts";

/** More than the longest block: 900,000 symbols of 20 bits, and tables. */
export const MAX_BLOCK_BYTES = 2_400_000;
const SYMBOLS_A_GROUP = 50;
const MAX_BITS = 20;
const FAST_BITS = 10;
const CHUNK_BYTES = 256 * 1024;
/** Two symbols write the length of a run in a numbering without a zero. */
const RUN_A = 0;
const RUN_B = 1;

/** Memory of a stream, used block after block. */
export interface Room {
  /** Bytes of a block, at most. */
  readonly limit: number;
  readonly positions: Uint32Array;
}

export interface Block {
  /** Bit behind it. */
  readonly end: number;
  /** Its content, to be walked once. */
  content(): Generator<Uint8Array, void, undefined>;
  /** Check sum of the content that was walked. */
  crc(): number;
}

/** CRC-32, the highest bit first. */
const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

/** A block whose head was read: bits from `start` on. */
export function decodeBlock(bytes: Uint8Array, start: number, room: Room): Block {
  const bits = new Bits(bytes, start);
  if (bits.take(1) === 1) throw damaged("a block of a form given up in 1997");
  const origin = bits.take(24);
  const used = usedBytes(bits);
  const tables = bits.take(3);
  const selectorCount = bits.take(15);
  if (tables < 2 || tables > 6 || selectorCount === 0) throw bits.fault("a block without tables");
  const selectors = selectorsOf(bits, selectorCount, tables);
  const codes = Array.from({ length: tables }, () => codeOf(bits, used.length + 2));
  const counts = new Uint32Array(256);
  const length = symbolsOf(bits, used, selectors, codes, room, counts);
  if (origin >= length) throw bits.fault("a block that begins behind its end");
  order(room.positions, counts, length);
  const out = new Unfolding(room.positions, origin, length);
  function* content(): Generator<Uint8Array, void, undefined> {
    for (let chunk = out.next(); chunk.length > 0; chunk = out.next()) yield chunk;
  }
  return { end: bits.at, content, crc: () => out.crc() };
}

/** Walks a block in the order of its text, writes runs out, and takes the check sum. No generator: those run a third as fast. */
class Unfolding {
  readonly #positions: Uint32Array;
  #place: number;
  #left: number;
  #last = -1;
  #run = 0;
  #crc = -1;

  constructor(positions: Uint32Array, origin: number, length: number) {
    this.#positions = positions;
    this.#place = positions[origin]! >>> 8;
    this.#left = length;
  }

  crc(): number {
    return ~this.#crc >>> 0;
  }

  /** The next bytes; none: that was all. */
  next(): Uint8Array {
    const positions = this.#positions;
    const chunk = new Uint8Array(this.#left > 0 ? CHUNK_BYTES : 0);
    let size = 0;
    let place = this.#place;
    let left = this.#left;
    let last = this.#last;
    let run = this.#run;
    let crc = this.#crc;
    for (; left > 0 && size <= CHUNK_BYTES - 256; left--) {
      const entry = positions[place]!;
      const byte = entry & 255;
      place = entry >>> 8;
      if (run === 4) {
        // Behind four equal bytes stands how many more there are.
        for (let t = 0; t < byte; t++) {
          chunk[size++] = last;
          crc = (crc << 8) ^ CRC[((crc >>> 24) ^ last) & 255]!;
        }
        run = 0;
        last = -1;
        continue;
      }
      run = byte === last ? run + 1 : 1;
      last = byte;
      chunk[size++] = byte;
      crc = (crc << 8) ^ CRC[((crc >>> 24) ^ byte) & 255]!;
    }
    this.#place = place;
    this.#left = left;
    this.#last = last;
    this.#run = run;
    this.#crc = crc;
    return chunk.subarray(0, size);
  }
}

/** Bits of a block, the highest first. Behind the end there are zeros, and a fault is one of input that was cut. */
class Bits {
  readonly #bytes: Uint8Array;
  #next: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#next = start >> 3;
    this.take(start & 7);
  }

  get at(): number {
    return this.#next * 8 - this.#count;
  }

  get isOver(): boolean {
    return this.at > this.#bytes.length * 8;
  }

  fault(what: string): Error {
    return this.isOver ? cutOff() : damaged(what);
  }

  /** The next bits, which stay; 24 at most. */
  peek(count: number): number {
    while (this.#count < count) {
      const byte = this.#next < this.#bytes.length ? this.#bytes[this.#next]! : 0;
      this.#held = (this.#held << 8) | byte;
      this.#next++;
      this.#count += 8;
    }
    return (this.#held >>> (this.#count - count)) & ((1 << count) - 1);
  }

  drop(count: number): void {
    this.#count -= count;
  }

  take(count: number): number {
    const value = this.peek(count);
    this.#count -= count;
    return value;
  }
}

function usedBytes(bits: Bits): readonly number[] {
  const groups = bits.take(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!((groups >> (15 - group)) & 1)) continue;
    const members = bits.take(16);
    for (let i = 0; i < 16; i++) if ((members >> (15 - i)) & 1) used.push(group * 16 + i);
  }
  if (used.length === 0) throw bits.fault("a block without bytes");
  return used;
}

/** Which table each group of symbols has: numbers that were moved to the front. */
function selectorsOf(bits: Bits, count: number, tables: number): Uint8Array {
  const order = Uint8Array.from({ length: tables }, (_, i) => i);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.take(1) === 1) if (++place >= tables) throw bits.fault("a table of no known number");
    const table = order[place]!;
    order.copyWithin(1, 0, place);
    order[0] = table;
    selectors[i] = table;
  }
  return selectors;
}

/** A prefix code: short codes by a table, the others by the first code of their length. */
interface Code {
  /** By the next 10 bits: symbol times 32 and length; 0: a longer code. */
  readonly fast: Uint16Array;
  /** By length: the first number behind its codes. */
  readonly limits: Int32Array;
  /** By length: place of its first symbol less its first code. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

function codeOf(bits: Bits, symbolCount: number): Code {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.take(5);
  for (let i = 0; i < symbolCount; i++) {
    while (bits.take(1) === 1) {
      length += bits.take(1) === 1 ? -1 : 1;
      if (length < 1 || length > MAX_BITS) break;
    }
    if (length < 1 || length > MAX_BITS) throw bits.fault("a code of no length");
    lengths[i] = length;
  }
  const fast = new Uint16Array(1 << FAST_BITS);
  const limits = new Int32Array(MAX_BITS + 2);
  const bases = new Int32Array(MAX_BITS + 2);
  const symbols = new Uint16Array(symbolCount);
  let code = 0;
  let place = 0;
  for (let size = 1; size <= MAX_BITS; size++) {
    bases[size] = place - code;
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      if (lengths[symbol] !== size) continue;
      symbols[place++] = symbol;
      if (size <= FAST_BITS) {
        const from = code << (FAST_BITS - size);
        fast.fill(symbol * 32 + size, from, from + (1 << (FAST_BITS - size)));
      }
      code++;
    }
    limits[size] = code;
    code <<= 1;
  }
  return { fast, limits, bases, symbols };
}

function symbolOf(bits: Bits, code: Code): number {
  const ahead = bits.peek(MAX_BITS);
  const short = code.fast[ahead >> (MAX_BITS - FAST_BITS)]!;
  if (short !== 0) {
    bits.drop(short & 31);
    return short >> 5;
  }
  for (let size = FAST_BITS + 1; size <= MAX_BITS; size++) {
    const value = ahead >> (MAX_BITS - size);
    if (value < code.limits[size]!) {
      bits.drop(size);
      const symbol = code.symbols[value + code.bases[size]!];
      if (symbol !== undefined) return symbol;
      break;
    }
  }
  throw bits.fault("a code that stands for nothing");
}

/** Reads the bytes of a block, still sorted, to `room.positions`, and counts them; gives how many. */
function symbolsOf(
  bits: Bits,
  used: readonly number[],
  selectors: Uint8Array,
  codes: readonly Code[],
  room: Room,
  counts: Uint32Array,
): number {
  const front = Uint8Array.from(used);
  const end = used.length + 1;
  const { positions, limit } = room;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; ; group++) {
    const code = codes[selectors[group] ?? 6];
    if (code === undefined) throw bits.fault("more symbols than were told");
    for (let i = 0; i < SYMBOLS_A_GROUP; i++) {
      const symbol = symbolOf(bits, code);
      if (symbol === RUN_A || symbol === RUN_B) {
        run += weight << symbol;
        weight <<= 1;
        if (run > limit) throw bits.fault("a block that is too long");
        continue;
      }
      if (run > 0) {
        const byte = front[0]!;
        if (length + run > limit) throw bits.fault("a block that is too long");
        positions.fill(byte, length, length + run);
        counts[byte]! += run;
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) {
        if (bits.isOver) throw cutOff();
        return length;
      }
      const place = symbol - 1;
      const byte = front[place]!;
      front.copyWithin(1, 0, place);
      front[0] = byte;
      if (length >= limit) throw bits.fault("a block that is too long");
      positions[length++] = byte;
      counts[byte]!++;
    }
    if (bits.isOver) throw cutOff();
  }
}

/** Adds to each place the place of the byte that follows it: the transformation of Burrows and Wheeler, undone. */
function order(positions: Uint32Array, counts: Uint32Array, length: number): void {
  const starts = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) starts[byte] = starts[byte - 1]! + counts[byte - 1]!;
  for (let i = 0; i < length; i++) positions[starts[positions[i]! & 255]!++]! |= i << 8;
}
