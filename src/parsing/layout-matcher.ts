import { LEVEL } from "../core/levels.ts";
import { isBlank, isDigit, isLetter, MINUS } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { FAILS, FITS, UNKNOWN } from "./head-memo.ts";
import { cefLevel, letterLevel, levelAt, levelEnd, syslogLevel } from "./level-words.ts";
import type { LineRead } from "./line-read.ts";
import { Moment, type TimeReader } from "./moment.ts";
import { CHECK, OP, type Op, type Program } from "./program.ts";

/** Longest name of a component or host; longer words are something else. */
const LONGEST_NAME = 160;
/** Longest level with what is looked at behind it, and most digits. */
const LEVEL_REACH = 16;
const DIGITS_REACH = 22;
/** Behind the last byte that was looked at since the time was read. */
let reach = 0;
/** Here the byte was only found to be no blank. */
let inkAt = 0;
const choiceOp = new Int32Array(32);
const choiceAt = new Int32Array(32);

/** Whether the line fits the program; then `fields` holds what was found. Choices are tried from the left, an absent group last. */
export function matches(program: Program, bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (start >= end) return false;
  if (program.hasDigits) pins.push(start);
  if (program.first[bytes[start]!] === 0) return false;
  fields.clear(bytes);
  pinsLiterals = program.hasDigits;
  const { ops } = program;
  let depth = 0;
  let index = 0;
  let at = start;
  let head = -1;
  for (;;) {
    const op = ops[index]!;
    let next = at;
    switch (op.code) {
      case OP.literal:
        next = afterLiteral(op.literal, bytes, at, end);
        break;
      case OP.blank:
        next = afterBlanks(bytes, at, end);
        // Nothing needs to follow where only the message is missing.
        if (next === at && !(at === end && ops[index + 1]?.code === OP.rest)) next = -1;
        break;
      case OP.blanks:
        next = afterBlanks(bytes, at, end);
        break;
      case OP.maybe:
        next = Math.max(at, afterLiteral(op.literal, bytes, at, end));
        break;
      case OP.time:
        next = readTime(op.read, bytes, at, end, fields.moment);
        if (next >= 0 && program.heads !== undefined) {
          const known = program.heads.recall(bytes, next, end, fields);
          if (known !== UNKNOWN) {
            // What was compared to know it is not known any more: all of it.
            if (program.readsDigits) pinTo(next, end);
            return known === FITS;
          }
          head = next;
          reach = next;
          inkAt = -1;
        }
        break;
      case OP.word:
        next = word(op, bytes, at, end, fields);
        break;
      case OP.field:
        next = field(op, bytes, at, end, fields);
        break;
      case OP.choice:
        choiceOp[depth] = index;
        choiceAt[depth] = at;
        depth++;
        break;
      case OP.messageStart:
        fields.spans[SLOT.message] = at;
        fields.spans[SLOT.message + 1] = end;
        break;
      case OP.messageEnd:
        fields.spans[SLOT.message + 1] = at;
        break;
      case OP.rest:
        if (rest(op, bytes, at, end, fields)) {
          if (head >= 0) program.heads?.keep(FITS, bytes, head, reach, inkAt === reach, end, fields);
          return true;
        }
        next = -1;
        break;
      case OP.end:
        // What follows a message that has ended is nobody's.
        if (at === end || fields.spans[SLOT.message + 1]! > 0) return true;
        next = -1;
        break;
      case OP.cef:
        next = cef(bytes, at, end, fields);
        break;
      default:
        next = level(op, bytes, at, end, fields);
    }
    if (next >= 0) {
      at = next;
      index++;
      continue;
    }
    if (depth === 0) {
      if (head >= 0) program.heads?.keep(FAILS, bytes, head, reach, inkAt === reach, end, fields);
      return false;
    }
    depth--;
    const choice = ops[choiceOp[depth]!]!;
    at = choiceAt[depth]!;
    index = choice.target;
    if (choice.clearsLevel) fields.level = 0;
    for (const slot of choice.resets) {
      fields.spans[slot] = 0;
      fields.spans[slot + 1] = 0;
    }
  }
}

/** The time that was read last: several layouts of a format begin with the same one. */
const last: { read: TimeReader | undefined; bytes: Uint8Array; at: number; end: number; next: number; moment: Moment } =
  {
    read: undefined,
    bytes: new Uint8Array(0),
    at: 0,
    end: 0,
    next: -1,
    moment: new Moment(),
  };

/** Times that were read since then: how often, in how many places. */
let reads = 0;
/** Places of what was compared or computed with since then, where that may be digits. */
const pins: number[] = [];
let pinsLiterals = false;

function pinTo(from: number, to: number): void {
  for (let at = from; at < to; at++) pins.push(at);
}

/** To be called before a line is given to several programs: what was seen of another is forgotten, also where buffers are used again. */
export function forgetLine(): void {
  last.read = undefined;
  reads = 0;
  pins.length = 0;
}

/** Of the line that was read last. Undefined: programs looked for several times, and nobody knows which digits they were read for. */
export function layoutRead(bytes: Uint8Array): LineRead | undefined {
  if (reads === 0) return { read: undefined, at: 0, next: 0, isApart: false, pins };
  if (reads > 1 || last.bytes !== bytes) return undefined;
  return { read: last.read, at: last.at, next: last.next, isApart: false, pins };
}

function readTime(read: TimeReader, bytes: Uint8Array, at: number, end: number, moment: Moment): number {
  if (last.bytes !== bytes || last.at !== at || last.end !== end || last.read !== read) {
    reads++;
    last.next = read(bytes, at, end, last.moment);
    last.bytes = bytes;
    last.at = at;
    last.end = end;
    last.read = read;
  }
  if (last.next >= 0) moment.copy(last.moment);
  return last.next;
}

function afterLiteral(literal: Uint8Array, bytes: Uint8Array, at: number, end: number): number {
  if (at + literal.length > reach) reach = at + literal.length;
  if (pinsLiterals) pinTo(at, Math.min(end, at + literal.length));
  if (at + literal.length > end) return -1;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return -1;
  return at + literal.length;
}

function afterBlanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isBlank(bytes[position])) position++;
  if (position >= reach) {
    reach = position;
    inkAt = position;
  }
  return position;
}

function fenceFits(fence: readonly Op[], bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  for (const op of fence) {
    if (op.code === OP.literal) at = afterLiteral(op.literal, bytes, at, end);
    else if (op.code === OP.maybe) at = Math.max(at, afterLiteral(op.literal, bytes, at, end));
    else {
      const next = afterBlanks(bytes, at, end);
      if (next === at && op.code === OP.blank && at < end) return false;
      at = next;
    }
    if (at < 0) return false;
  }
  return true;
}

/** As `field`, for what ends at a blank or at one byte and is not checked. */
function word(op: Op, bytes: Uint8Array, at: number, end: number, fields: Fields): number {
  const { stop } = op;
  let position = at;
  for (; position < end; position++) {
    const byte = bytes[position]!;
    if (byte > 32 && byte !== stop) continue;
    if (byte !== stop && !(stop === 32 && byte === 9)) {
      if (position >= reach) reach = position + 1;
      return -1;
    }
    if (op.fence.length <= 1 || fenceFits(op.fence, bytes, position, end)) break;
  }
  if (position >= reach) reach = position + 1;
  if (position >= end || position === at) return -1;
  if (op.slot < 0) return position;
  if (position - at > LONGEST_NAME) return -1;
  if (fields.spans[op.slot + 1] === 0) fields.spans[op.slot] = at;
  fields.spans[op.slot + 1] = position;
  return position;
}

/** Finds the end of a field and keeps it; gives the position of the stop, -1: it does not fit. */
function field(op: Op, bytes: Uint8Array, at: number, end: number, fields: Fields): number {
  const { stops, fence } = op;
  let isBroken = false;
  let position = at;
  for (; position < end; position++) {
    const stop = stops[bytes[position]!]!;
    if (stop === 0) continue;
    if (stop === 2) break;
    if (fence.length === 0 || fenceFits(fence, bytes, position, end)) break;
    if (isBlank(bytes[position]) && op.slot >= 0 && op.target === 0) {
      isBroken = true;
      break;
    }
  }
  if (position >= reach) reach = position + 1;
  if (isBroken || (position < end && stops[bytes[position]!] === 2)) return -1;
  if (position >= end && (!op.canEnd || position === at)) return -1;
  if (op.check === CHECK.date && !(isDigit(bytes[at]) && position - at === 10)) return -1;
  if (op.slot < 0) return position;
  let from = at;
  let to = position;
  if (op.target === 1) while (to > from && isBlank(bytes[to - 1])) to--;
  if (to === from || to - from > LONGEST_NAME) return -1;
  if (op.check === CHECK.name && !isName(bytes, from, to)) return -1;
  if (op.check === CHECK.location) {
    // `thread/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774`: the class is what stands between the last colon and the @.
    let mark = to;
    while (mark > from && bytes[mark - 1] !== 64) mark--;
    if (mark > from) {
      to = mark - 1;
      let begin = to;
      while (begin > from && bytes[begin - 1] !== 58 && bytes[begin - 1] !== 47) begin--;
      from = begin;
    }
    if (from >= to) return -1;
  } else if (op.check === CHECK.name) to = withoutLine(bytes, from, to);
  // Two components of one layout are one: from the start of the first to the end of the last.
  if (fields.spans[op.slot + 1] === 0) fields.spans[op.slot] = from;
  fields.spans[op.slot + 1] = to;
  return position;
}

/** `ConfigNodeDescriptor:105`, `Travel2Controller#129`: the number of the source line is no part of the name. */
function withoutLine(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1])) at--;
  const mark = at < end ? bytes[at - 1] : undefined;
  return mark === 58 || mark === 35 || mark === 64 ? at - 1 : end;
}

/** Bytes of names of programs, classes and modules. */
const NAME_BYTES = new Uint8Array(256);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$-/:#@*~")
  NAME_BYTES[char.charCodeAt(0)] = 1;

/** Whether the bytes are a name as code has them: not a number, a time, a level or an id. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (!isLetter(first) && first !== 95) return false;
  let digits = 0;
  let names = 0;
  const until = withoutLine(bytes, start, end);
  for (let i = start; i < until; i++) {
    const byte = bytes[i]!;
    if (NAME_BYTES[byte] === 0) return false;
    if (isDigit(byte)) {
      if (++digits > 3) return false;
    } else digits = 0;
    if (isLetter(byte)) names++;
  }
  return names > 0 && !(levelAt(bytes, start, end) > 0 && levelEnd === end);
}

function rest(op: Op, bytes: Uint8Array, at: number, end: number, fields: Fields): boolean {
  const { spans } = fields;
  let to = end;
  if (op.tail !== undefined) {
    const { open, close, isOptional } = op.tail;
    let from = -1;
    while (to > at && isBlank(bytes[to - 1])) to--;
    if (to - close.length > at && afterLiteral(close, bytes, to - close.length, end) === to) {
      from = to - close.length;
      while (from > at && !isBlank(bytes[from - 1]) && afterLiteral(open, bytes, from - open.length, end) !== from)
        from--;
      if (from - open.length <= at || afterLiteral(open, bytes, from - open.length, end) !== from) from = -1;
    }
    if (from > 0 && isName(bytes, from, to - close.length)) {
      spans[SLOT.component] = from;
      spans[SLOT.component + 1] = to - close.length;
      to = from - open.length;
      while (to > at && isBlank(bytes[to - 1])) to--;
    } else if (!isOptional) return false;
    else to = end;
  }
  spans[SLOT.message] = at;
  spans[SLOT.message + 1] = to;
  return true;
}

/** A severity up to the bar behind it. */
function cef(bytes: Uint8Array, at: number, end: number, fields: Fields): number {
  let to = at;
  while (to < end && bytes[to] !== 124) to++;
  pinTo(at, to);
  const found = cefLevel(bytes, at, to);
  if (found < 0) return -1;
  fields.level = found;
  return to;
}

/** The kinds of levels, and numbers. */
function level(op: Op, bytes: Uint8Array, at: number, end: number, fields: Fields): number {
  if (at + LEVEL_REACH > reach) reach = at + LEVEL_REACH;
  if (op.code === OP.level) {
    const found = levelAt(bytes, at, end);
    if (found < 0) return -1;
    fields.level = found;
    return levelEnd;
  }
  if (op.code === OP.letter) {
    const found = at < end ? letterLevel(bytes[at]) : -1;
    if (found < 0) return -1;
    fields.level = found;
    return at + 1;
  }
  if (at + DIGITS_REACH > reach) reach = at + DIGITS_REACH;
  let position = at;
  if (op.code === OP.digits && bytes[position] === MINUS) position++;
  let value = 0;
  const from = position;
  for (; position < end && isDigit(bytes[position]) && position < from + 20; position++)
    value = value * 10 + bytes[position]! - 48;
  if (position === from) return -1;
  if (op.code !== OP.digits) pinTo(from, position);
  if (op.code === OP.priority) {
    if (value > 191) return -1;
    fields.level = syslogLevel(value & 7);
  } else if (op.code === OP.status) {
    if (position !== from + 3 || value < 100 || value > 599) return -1;
    fields.level = value >= 500 ? LEVEL.error : LEVEL.info;
  } else if (position < end && isLetter(bytes[position])) return -1;
  return position;
}
