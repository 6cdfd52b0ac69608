import { Fields, SLOT } from "./fields.ts";
import { Moment } from "./moment.ts";
import { OP } from "./program.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";

/** Fewer records do not tell that lines without a head belong to them. */
const LEAST_RECORDS = 10;
/** Records that must be left to judge by, once each kind of record has its own mean. */
const LEAST_FREE = 5;
/** Of a message: what tells its kind. */
const KIND_BYTES = 48;

const moment = new Moment();

/** Whether the line begins with a time as the format has it: then it is a record, if an odd one. */
export function hasTimeAhead(recognizer: Recognizer, bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  const from = first === 91 || first === 40 || first === 60 || first === 34 ? start + 1 : start;
  return recognizer.programs.some(({ ops }) =>
    ops.some(({ code, read }) => code === OP.time && read(bytes, from, end, moment) > 0),
  );
}

/** Messages that begin alike are of one kind: numbers count as one. */
const kindOf = (fields: Fields): string => {
  const start = fields.spans[SLOT.message]!;
  const end = Math.min(fields.spans[SLOT.message + 1]!, start + KIND_BYTES);
  const text = new TextDecoder().decode(fields.messageIn.subarray(start, end));
  return text.replace(/\d+/g, "0").split(/\s+/, 2).join(" ");
};

/**
 * Whether lines without a head belong to the record before them; `isLoose`: no timed format fits the line, and nothing in
 * it says that it goes on. Where they are more than the records, the source is a mix of logs, unless their number behind
 * each kind of record varies less than chance would have it (Poisson: as its mean).
 */
export function joinsLoose(
  recognizer: Recognizer,
  sample: readonly SampleLine[],
  isLoose: readonly boolean[],
): boolean {
  const { kind, wraps } = recognizer.format;
  if ((kind !== "text" && kind !== "pattern") || wraps === true || recognizer.isLabelled) return false;
  const fields = new Fields();
  const records: { readonly kind: string; loose: number }[] = [];
  let timed = 0;
  let loose = 0;
  sample.forEach(({ bytes, start, end }, i) => {
    const last = records.at(-1);
    if (fit(recognizer, bytes, start, end, fields) > 0) {
      records.push({ kind: kindOf(fields), loose: 0 });
      if (!Number.isNaN(fields.moment.ms)) timed++;
    } else if (isLoose[i] === true && !hasTimeAhead(recognizer, bytes, start, end)) {
      loose++;
      if (last !== undefined) last.loose++;
    }
  });
  if (records.length < LEAST_RECORDS || timed < records.length * 0.9) return false;
  return loose <= records.length || isRegular(records);
}

function isRegular(all: readonly { readonly kind: string; readonly loose: number }[]): boolean {
  // The last record may be cut off by the end of the sample.
  const records = all.slice(0, -1);
  const kinds = new Map<string, { count: number; sum: number; squares: number }>();
  for (const { kind, loose } of records) {
    const found = kinds.get(kind) ?? { count: 0, sum: 0, squares: 0 };
    found.count++;
    found.sum += loose;
    found.squares += loose * loose;
    kinds.set(kind, found);
  }
  const free = records.length - kinds.size;
  if (free < LEAST_FREE) return false;
  let sum = 0;
  let left = 0;
  for (const found of kinds.values()) {
    sum += found.sum;
    left += found.squares - (found.sum * found.sum) / found.count;
  }
  return left / free < sum / records.length;
}
