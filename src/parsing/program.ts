import { isDigit } from "./bytes.ts";
import { SLOT } from "./fields.ts";
import { HeadMemo } from "./head-memo.ts";
import { readLayout, specificity, type Token } from "./layout.ts";
import type { TimeReader } from "./moment.ts";
import { TIMES } from "./times.ts";

/** What an operation does; numbers, so that the matcher's switch is a jump. */
export const OP = {
  literal: 0,
  /** One or more blanks. */
  blank: 1,
  /** Any number of blanks. */
  blanks: 2,
  /** The literal, if it is there. */
  maybe: 3,
  /** A field that ends at a stop. */
  field: 4,
  time: 5,
  level: 6,
  /** `<12>`'s 12: a syslog priority. */
  priority: 7,
  letter: 8,
  /** Three digits: an HTTP status. */
  status: 9,
  digits: 10,
  /** What follows up to `target` may be absent. */
  choice: 11,
  messageStart: 12,
  messageEnd: 13,
  rest: 14,
  end: 15,
  /** A field that ends at a blank, or at the one byte `stop`: most are. */
  word: 16,
  /** A severity of CEF: 0 to 10, or a word. */
  cef: 17,
} as const;

/** How the content of a field is checked once its end is known. */
export const CHECK = { none: 0, name: 1, location: 2, date: 3 } as const;

export interface Op {
  readonly code: number;
  readonly literal: Uint8Array;
  /** Index into `Fields.spans`; -1: the content is thrown away. */
  readonly slot: number;
  /** Of a byte: 1 may be a stop, 2 cannot stand in the field, 0 belongs to it. */
  readonly stops: Uint8Array;
  /** Of a word: the byte that ends it. */
  readonly stop: number;
  /** Literals and blanks behind a stop that must fit too. */
  readonly fence: readonly Op[];
  readonly check: number;
  readonly read: TimeReader;
  /** Of a field: the line may end with it. */
  readonly canEnd: boolean;
  readonly target: number;
  /** Slots that a failed choice may have filled. */
  readonly resets: readonly number[];
  /** Of a choice: a level may have been found in it. */
  readonly clearsLevel: boolean;
  /** Of `rest`: a field in brackets at the very end, such as ` (kafka.Log)`. */
  readonly tail: { readonly open: Uint8Array; readonly close: Uint8Array; readonly isOptional: boolean } | undefined;
}

export interface Program {
  readonly ops: readonly Op[];
  readonly specificity: number;
  /** 1 for each byte that a matching line can begin with. */
  readonly first: Uint8Array;
  readonly isTimed: boolean;
  readonly isLabelled: boolean;
  /** Some of its literals have digits. */
  readonly hasDigits: boolean;
  /** Digits outside of times may decide how a line is read: those of literals, priorities, states and severities. */
  readonly readsDigits: boolean;
  /** A field of it ends at some digits and not at others. */
  readonly endsAtDigit: boolean;
  /** What was found behind the time in earlier lines; undefined: more than the head decides. */
  readonly heads: HeadMemo | undefined;
}

const EMPTY = new Uint8Array(0);
const noTime: TimeReader = () => -1;
/** One literal makes every operation, so that all have one hidden class: the matcher's loop depends on it. */
const makeOp = (given: Partial<Op>): Op => ({
  code: given.code ?? OP.end,
  literal: given.literal ?? EMPTY,
  slot: given.slot ?? -1,
  stops: given.stops ?? EMPTY,
  stop: given.stop ?? 0,
  fence: given.fence ?? [],
  check: given.check ?? CHECK.none,
  read: given.read ?? noTime,
  canEnd: given.canEnd ?? false,
  target: given.target ?? 0,
  resets: given.resets ?? [],
  clearsLevel: given.clearsLevel ?? false,
  tail: given.tail,
});
const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Compiles a layout. Throws where it makes no sense: layouts are part of the program. */
export function compile(layout: string): Program {
  const tokens = readLayout(layout);
  const ops: Op[] = [];
  emit(tokens, ops, layout);
  ops.push(makeOp({}));
  const finished = ops.map((op, i) => {
    if (op.code === OP.choice)
      return makeOp({ ...op, resets: resetsFrom(ops, i), clearsLevel: !ops.slice(0, i).some(isLevel) });
    return op.code === OP.field ? withStops(op, ops, i) : op;
  });
  const first = new Uint8Array(256);
  markFirst(ops, 0, first);
  const withDigits = finished.some(hasDigits);
  return {
    ops: finished,
    specificity: specificity(tokens),
    first,
    isTimed: holds(tokens, "time") && !layout.includes("<time:clock>"),
    isLabelled: holds(tokens, "label"),
    hasDigits: withDigits,
    endsAtDigit: finished.some(({ stop, stops }) => isDigit(stop) || differ(stops, 48, 58)),
    readsDigits:
      withDigits || finished.some(({ code }) => code === OP.priority || code === OP.status || code === OP.cef),
    heads: isDecidedByHead(finished) ? new HeadMemo() : undefined,
  };
}

/** Whether a field is among the tokens, or within them. */
const holds = (tokens: readonly Token[], name: string): boolean =>
  tokens.some((token) =>
    token.kind === "group" ? holds(token.tokens, name) : token.kind === "field" && token.name === name,
  );

const differ = (marks: Uint8Array, from: number, to: number): boolean => {
  for (let at = from + 1; at < to; at++) if (marks[at] !== marks[from]) return true;
  return false;
};

const hasDigits = ({ literal, fence, tail }: Op): boolean =>
  hasDigit(literal) || (tail !== undefined && (hasDigit(tail.open) || hasDigit(tail.close))) || fence.some(hasDigits);

function hasDigit(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (isDigit(bytes[at]!)) return true;
  return false;
}

/** One time, nothing found before it, and behind the head all is message. */
function isDecidedByHead(ops: readonly Op[]): boolean {
  const time = ops.findIndex(({ code }) => code === OP.time);
  const last = ops.at(-2);
  return (
    time >= 0 &&
    ops.filter(({ code }) => code === OP.time || code === OP.rest).length === 2 &&
    ops.slice(0, time).every((op) => op.slot < 0 && !isLevel(op) && op.code !== OP.choice) &&
    ops.every(({ code }) => code !== OP.messageStart && code !== OP.messageEnd) &&
    last?.code === OP.rest &&
    last.tail === undefined
  );
}

function emit(tokens: readonly Token[], ops: Op[], layout: string): void {
  tokens.forEach((token, i) => {
    const isSingle = token.kind === "group" && token.tokens.length === 1 ? token.tokens[0] : undefined;
    if (token.kind === "literal") ops.push(makeOp({ code: OP.literal, literal: bytesOf(token.text) }));
    else if (token.kind === "blank") ops.push(makeOp({ code: OP.blank }));
    else if (isSingle?.kind === "blank") ops.push(makeOp({ code: OP.blanks }));
    else if (isSingle?.kind === "literal") ops.push(makeOp({ code: OP.maybe, literal: bytesOf(isSingle.text) }));
    else if (token.kind === "group") {
      if (ops.at(-1)?.code === OP.rest) return;
      const at = ops.length;
      ops.push(makeOp({}));
      emit(token.tokens, ops, layout);
      ops[at] = makeOp({ code: OP.choice, target: ops.length });
    } else if (ops.at(-1)?.code !== OP.rest) ops.push(fieldOp(token.name, token.type, tokens.slice(i + 1), layout));
  });
}

/** Behind `<message>` only one field in brackets may stand. */
function tailOf(tokens: readonly Token[], layout: string): Op["tail"] {
  const [only] = tokens;
  if (only === undefined) return undefined;
  const isOptional = only.kind === "group";
  const [blank, open, field, close] = isOptional ? only.tokens : tokens;
  if (blank?.kind !== "blank" || open?.kind !== "literal" || field?.kind !== "field" || close?.kind !== "literal")
    throw new Error(`layout "${layout}": behind <message> only " (<component>)" may stand`);
  return { open: bytesOf(open.text), close: bytesOf(close.text), isOptional };
}

function fieldOp(name: string, type: string, rest: readonly Token[], layout: string): Op {
  if (name === "time") {
    const read = TIMES[type];
    if (read === undefined) throw new Error(`layout "${layout}": unknown kind of time ${type}`);
    return makeOp({ code: OP.time, read });
  }
  if (name === "level") {
    const code = { "": OP.level, pri: OP.priority, letter: OP.letter, status: OP.status, cef: OP.cef }[type];
    if (code === undefined) throw new Error(`layout "${layout}": unknown kind of level ${type}`);
    return makeOp({ code });
  }
  if (name === "pid" || type === "number") return makeOp({ code: OP.digits });
  if (name === "message") {
    if (type === "start") return makeOp({ code: OP.messageStart });
    if (type === "end") return makeOp({ code: OP.messageEnd });
    return makeOp({ code: OP.rest, tail: tailOf(rest, layout) });
  }
  const slot = name === "component" ? SLOT.component : name === "host" ? SLOT.host : name === "key" ? SLOT.key : -1;
  const check = { name: CHECK.name, location: CHECK.location, date: CHECK.date }[type] ?? CHECK.none;
  return makeOp({ code: OP.field, slot, check, target: type === "wide" || type === "location" ? 1 : 0 });
}

const isLevel = (op: Op): boolean => (op.code >= OP.level && op.code <= OP.status) || op.code === OP.cef;

const isSimple = (op: Op | undefined): boolean =>
  op !== undefined && (op.code === OP.literal || op.code === OP.blank || op.code === OP.blanks || op.code === OP.maybe);

function withStops(op: Op, ops: readonly Op[], at: number): Op {
  const stops = new Uint8Array(256);
  for (let byte = 0; byte < 32; byte++) stops[byte] = 2;
  const next = ops[at + 1];
  const endsAtBlank = next?.code === OP.blank;
  // Text in brackets may hold blanks; words may not.
  const holdsBlanks = op.target === 1 || (op.slot < 0 && !endsAtBlank && next?.code !== OP.blanks);
  for (const blank of [32, 9]) stops[blank] = holdsBlanks ? 0 : 2;
  markFirst(ops, at + 1, stops);
  const fence: Op[] = [];
  // The end of a message takes no room.
  for (let i = at + 1; isSimple(ops[i]) || ops[i]?.code === OP.messageEnd; i++)
    if (isSimple(ops[i])) fence.push(ops[i]!);
  const isLong = fence.length > 1 || (fence[0]?.literal.length ?? 0) > 1;
  const canEnd = endFits(ops, at + 1);
  const literal = next?.code === OP.literal ? (next.literal[0] ?? 0) : 0;
  if (op.check === CHECK.none && !holdsBlanks && !canEnd && (endsAtBlank || literal > 0))
    return makeOp({ ...op, code: OP.word, stop: endsAtBlank ? 32 : literal, fence: endsAtBlank ? [] : fence });
  return makeOp({ ...op, stops, fence: isLong ? fence : [], canEnd });
}

/** Whether nothing needs to follow. */
function endFits(ops: readonly Op[], at: number): boolean {
  const op = ops[at];
  if (op === undefined || op.code === OP.end) return true;
  if (op.code === OP.choice) return endFits(ops, op.target);
  return (op.code === OP.messageEnd || op.code === OP.blanks || op.code === OP.maybe) && endFits(ops, at + 1);
}

/** Every slot that operations from `at` on fill. */
function resetsFrom(ops: readonly Op[], at: number): readonly number[] {
  const before = new Set(ops.slice(0, at).map((op) => op.slot));
  return [...new Set(ops.slice(at).map((op) => op.slot))].filter((slot) => slot >= 0 && !before.has(slot));
}

/** Marks (1) the bytes that what follows can begin with. */
function markFirst(ops: readonly Op[], at: number, marks: Uint8Array): void {
  const op = ops[at];
  if (op === undefined || op.code === OP.end) return;
  const digits = (): unknown => marks.fill(1, 48, 58);
  const letters = (): unknown => marks.fill(1, 65, 91).fill(1, 97, 123);
  switch (op.code) {
    case OP.literal:
      marks[op.literal[0] ?? 0] = 1;
      return;
    case OP.blank:
      marks[32] = marks[9] = 1;
      return;
    case OP.blanks:
      marks[32] = marks[9] = 1;
      markFirst(ops, at + 1, marks);
      return;
    case OP.maybe:
      marks[op.literal[0] ?? 0] = 1;
      markFirst(ops, at + 1, marks);
      return;
    case OP.choice:
      markFirst(ops, at + 1, marks);
      markFirst(ops, op.target, marks);
      return;
    case OP.messageStart:
    case OP.messageEnd:
      markFirst(ops, at + 1, marks);
      return;
    case OP.time:
      if (op.read === TIMES["syslog"] || op.read === TIMES["weekday"] || op.read === TIMES["longDate"]) letters();
      else digits();
      return;
    case OP.priority:
    case OP.digits:
    case OP.status:
      digits();
      marks[45] = 1;
      return;
    case OP.cef:
      digits();
      letters();
      return;
    case OP.level:
    case OP.letter:
      letters();
      return;
    default:
      marks.fill(1, 33);
  }
}
