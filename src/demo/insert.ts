import { UserError } from "../core/errors.ts";
import { LEVEL } from "../core/levels.ts";
import { later } from "./clock.ts";
import { type Draw, drawing } from "./draw.ts";
import { type Head, headOf, withLevel } from "./head.ts";
import { type LabelledIncident, SUDDEN_KINDS, type SuddenKind } from "./label.ts";
import { bareHead, masked, type Survey, survey } from "./survey.ts";
import { type Worded, type Wording, wordings } from "./wording.ts";
import { world } from "./world.ts";

const SECOND = 1000;
const FEWEST_LINES = 100;
/** Of the lines in a flood's span, at most this share is the log's own. */
const FLOOD_GAPS = 0.15;

/** One record of an incident before it has a place. */
interface Part {
  /** The head's parts that differ from the neighbour's. */
  readonly level?: string;
  readonly after?: string;
  readonly message: string;
  readonly trace: readonly string[];
}

interface Insertion {
  /** Index of the line before which it goes. */
  readonly before: number;
  readonly incident: number;
  readonly lines: readonly string[];
  readonly time: number;
}

/** Puts labelled incidents into a real log, in its own format and at its own times. The log's lines stay, in their order. */
export function insertInto(
  lines: readonly string[],
  options: { seed: number; kinds?: readonly SuddenKind[] },
): { lines: string[]; incidents: LabelledIncident[] } {
  if (lines.length < FEWEST_LINES) {
    throw new UserError(
      `expected a log of at least ${FEWEST_LINES} lines, got ${lines.length}`,
      "incidents can only stand out from enough ordinary lines",
    );
  }
  const draw = drawing(options.seed);
  const log = survey(lines);
  const kinds = draw.some(options.kinds ?? SUDDEN_KINDS, SUDDEN_KINDS.length * 4);
  const planned = kinds.map((kind) => ({ kind, ...recordsOf(kind, draw, log, lines.length) }));
  const insertions = planned.flatMap(({ kind, records, lasts }, incident) => {
    // Each has its own part of the file, behind the first tenth.
    const part = (0.88 * log.starts.length) / kinds.length;
    const from = 0.1 * log.starts.length + incident * part;
    const start = Math.floor(from + draw.real(0.05, 0.6) * part);
    const stop = Math.max(start, Math.floor(from + 0.95 * part));
    return placed(lines, log, { start, stop, kind, records, lasts, incident, draw });
  });
  return merged(lines, insertions, planned);
}

/** What an incident writes, and for how long at most. */
function recordsOf(
  kind: SuddenKind,
  draw: Draw,
  log: Survey,
  size: number,
): { records: Part[]; lasts: number; description: string } {
  const tenth = Math.max(20, Math.floor(size / 10));
  switch (kind) {
    case "new_error": {
      const say = unheard(draw, log, wordings(kind, log.manner));
      const records = many(draw.int(1, 6), () => worded(draw, say(draw), log, LEVEL.error));
      return { records, lasts: draw.int(20, 480) * SECOND, description: `new error: ${records[0]?.message ?? ""}` };
    }
    case "burst": {
      const times = draw.int(Math.min(60, tenth), Math.min(400, tenth));
      const lasts = draw.int(60, 300) * SECOND;
      const usual = draw.some(log.usual, 1)[0];
      if (usual === undefined) {
        const say = unheard(draw, log, wordings(kind, log.manner));
        const records = many(times, () => worded(draw, say(draw), log, LEVEL.warn));
        return { records, lasts, description: `burst: ${times} times ${records[0]?.message ?? ""}` };
      }
      const records = many(times, () => {
        const { level, after, message } = draw.some(usual.samples, 1)[0] ?? bareHead("");
        return { level, after: otherPid(draw, after), message: otherValues(draw, message), trace: [] };
      });
      return { records, lasts, description: `burst: ${times} times ${records[0]?.message ?? ""}` };
    }
    case "flood": {
      const most = Math.max(1000, Math.floor(size * 0.05));
      const half = Math.floor(size / 2);
      const times = Math.min(half, draw.int(Math.min(1000, Math.floor(size * 0.4)), most));
      const say = unheard(draw, log, wordings(kind, log.manner));
      const records = many(times, () => worded(draw, say(draw), log, LEVEL.warn));
      return {
        records,
        lasts: draw.int(60, 300) * SECOND,
        description: `flood: ${times} times ${records[0]?.message ?? ""}`,
      };
    }
    case "secret_leak": {
      const say = unheard(draw, log, wordings(kind, log.manner));
      const records = many(draw.int(1, 3), () => worded(draw, say(draw), log, LEVEL.info));
      return { records, lasts: draw.int(5, 240) * SECOND, description: "secret leak: a line prints a credential" };
    }
    case "brute_force": {
      const times = draw.int(Math.min(40, tenth), Math.min(300, tenth));
      const address = world.attackerAddress(draw);
      const say = draw.pick(wordings(kind, log.manner));
      const records = many(times, () => {
        const record = worded(draw, say(draw), log, LEVEL.warn);
        return { ...record, message: record.message.replace("ADDRESS", address) };
      });
      return {
        records,
        lasts: draw.int(120, 480) * SECOND,
        description: `password guessing: ${times} failed logins from ${address}`,
      };
    }
  }
}

const many = (count: number, make: () => Part): Part[] => Array.from({ length: count }, make);

/** A wording that the log does not hold already. */
function unheard(draw: Draw, log: Survey, from: readonly [Wording, ...Wording[]]): Wording {
  const shuffled = draw.some(from, from.length);
  return shuffled.find((say) => !log.masks.has(masked(say(draw).message))) ?? from[0];
}

function worded(draw: Draw, { process, message, trace }: Worded, log: Survey, level: number): Part {
  const spelling = log.spelling(level);
  const isJava = log.manner === "program";
  return {
    message,
    trace: isJava && trace !== undefined ? trace : [],
    ...(spelling === undefined ? {} : { level: spelling }),
    ...(log.manner === "syslog"
      ? { after: process === "kernel" ? "kernel: " : `${process}[${draw.int(1000, 32_000)}]: ` }
      : {}),
  };
}

const otherPid = (draw: Draw, after: string): string =>
  after.replace(/\[\d{2,}\]/, () => `[${draw.int(1000, 32_000)}]`);

/** The message with other addresses and other long numbers: what varies in it varies on. */
function otherValues(draw: Draw, message: string): string {
  return message
    .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, () => `198.51.100.${draw.int(1, 254)}`)
    .replace(
      /(?<![\w.])\d{3,}(?![\w.])/g,
      (digits) => String(draw.int(1, 9)) + draw.text("0123456789", digits.length - 1),
    );
}

interface Placing {
  /** Indices into the log's record starts. */
  readonly start: number;
  readonly stop: number;
  readonly kind: SuddenKind;
  readonly records: readonly Part[];
  readonly lasts: number;
  readonly incident: number;
  readonly draw: Draw;
}

/** Lays an incident between the lines of the log, so that times never run backwards because of it. */
function placed(lines: readonly string[], log: Survey, placing: Placing): Insertion[] {
  const { stop, kind, records, incident, draw } = placing;
  const { start, model } = neighbour(lines, log, placing);
  const origin = log.times[start] ?? Number.NaN;
  const shares = records.map(() => draw.random()).sort((a, b) => a - b);
  for (let lasts = Number.isNaN(origin) ? 0 : placing.lasts; ; lasts = lasts < SECOND ? 0 : lasts / 2) {
    let position = start;
    const insertions = records.map((record, index) => {
      let time = Math.floor(origin + (shares[index] ?? 0) * lasts);
      const next = (): number => log.times[position + 1] ?? Number.POSITIVE_INFINITY;
      const here = (): number => log.times[position] ?? Number.NaN;
      while (position < stop && next() <= time && next() >= here()) position++;
      if (next() >= here()) time = Math.min(time, next());
      else time = Math.max(time, here());
      const before = log.starts[position + 1] ?? lines.length;
      const delay = Number.isNaN(origin) ? 0 : time - origin;
      return { before, incident, time, lines: rendered(model, record, delay) };
    });
    const between = position - start;
    if (kind !== "flood" || lasts === 0 || between <= FLOOD_GAPS * records.length) return insertions;
  }
}

/** The record after which an incident starts: the next that is written in the manner of the log. */
function neighbour(lines: readonly string[], log: Survey, { start, stop }: Placing): { start: number; model: Head } {
  for (let index = start; index <= stop; index++) {
    const line = lines[log.starts[index] ?? 0] ?? "";
    const model = log.isBare ? bareHead(line) : headOf(line);
    if (model?.manner === log.manner) return { start: index, model };
  }
  return { start, model: bareHead("") };
}

/** A record behind the head of its neighbour. */
function rendered(model: Head, record: Part, delay: number): string[] {
  const level =
    record.level === undefined || model.level === "" ? model.level : withLevel(model.level, word(record.level));
  const text = model.manner === "json" ? JSON.stringify(record.message).slice(1, -1) : record.message;
  return [later(model.before, delay) + level + (record.after ?? model.after) + text + model.tail, ...record.trace];
}

const word = (column: string): string => /^[A-Za-z]+/.exec(column)?.[0] ?? column;

/** Writes the log anew and says where everything landed. */
function merged(
  lines: readonly string[],
  insertions: readonly Insertion[],
  planned: readonly { readonly kind: SuddenKind; readonly description: string }[],
): { lines: string[]; incidents: LabelledIncident[] } {
  const waiting = [...insertions].sort((a, b) => a.before - b.before);
  const out: string[] = [];
  const marks = planned.map(() => ({ lines: [] as number[], times: [] as number[] }));
  let next = 0;
  for (let index = 0; index <= lines.length; index++) {
    for (let item = waiting[next]; item !== undefined && item.before === index; item = waiting[++next]) {
      for (const line of item.lines) {
        out.push(line);
        marks[item.incident]?.lines.push(out.length);
      }
      marks[item.incident]?.times.push(item.time);
    }
    const line = lines[index];
    if (line !== undefined) out.push(line);
  }
  const incidents = planned.flatMap(({ kind, description }, index): LabelledIncident[] => {
    const { lines: own, times } = marks[index] ?? { lines: [], times: [] };
    const first = own[0];
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    const from = times[0] ?? Number.NaN;
    return [{ kind, file: "", first, last, lines: own, from, to: times.at(-1) ?? from, description }];
  });
  return { lines: out, incidents };
}
