import { dictionary } from "../../src/core/dictionary.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { isoTime } from "../../src/core/iso-time.ts";
import { LEVELS } from "../../src/core/levels.ts";
import type { LineBatch } from "../../src/core/line-batch.ts";
import type { Warning } from "../../src/core/run.ts";
import type { LogSource } from "../../src/core/source.ts";
import { parser, type Reading, type SourceAccounting } from "../../src/parsing/index.ts";

/** An event as a plain object, for assertions. */
export interface ReadEvent {
  readonly line: number;
  readonly folded: number;
  readonly offset: number;
  readonly time: string;
  /** Milliseconds since the epoch. */
  readonly instant: number;
  readonly level: string;
  readonly component: string;
  readonly host: string;
  readonly record: string;
  readonly message: string;
  /** What the shape was asked for. */
  readonly shaped: string;
}

export interface ReadLog {
  readonly events: readonly ReadEvent[];
  readonly accounting: SourceAccounting;
  readonly warnings: readonly Warning[];
}

/** Lines cut into batches of `size`; CR before LF is taken off, as sources do. */
export function lineBatches(text: Uint8Array, size: number, source = 0): LineBatch[] {
  const bounds: [number, number][] = [];
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text[i] !== 10) continue;
    if (i === text.length && from === i) break;
    bounds.push([from, i < text.length && i > from && text[i - 1] === 13 ? i - 1 : i]);
    from = i + 1;
  }
  const batches: LineBatch[] = [];
  for (let at = 0; at < bounds.length; at += size) {
    const part = bounds.slice(at, at + size);
    const offset = part[0]?.[0] ?? 0;
    const end = bounds[at + size]?.[0] ?? text.length;
    batches.push({
      source,
      first: at + 1,
      offset,
      bytes: text.slice(offset, end),
      length: part.length,
      start: Uint32Array.from(part, ([start]) => start - offset),
      end: Uint32Array.from(part, ([, stop]) => stop - offset),
      long: [],
      readAt: 0,
    });
  }
  return batches;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Parses a whole text as one source. */
export function readLog(
  text: string | Uint8Array,
  options: { size?: number; maxLines?: number } & Reading = {},
): ReadLog {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  const warnings: Warning[] = [];
  const shaped: string[] = [];
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const words = dictionary();
  const source: LogSource = { name: "test.log", sizeBytes: bytes.length, year: 2025, async *read() {} };
  const reader = parser({
    words,
    shapeOf: (from, start, end) => shaped.push(decoder.decode(from.subarray(start, end))) - 1,
    sources: [source],
    emit: (event) => {
      if (event.type === "warning") warnings.push(event.warning);
    },
    reading: options,
    ...(options.maxLines === undefined ? {} : { maxLines: options.maxLines }),
  });
  const batches: EventBatch[] = [];
  for (const batch of lineBatches(bytes, options.size ?? 1000)) batches.push(...reader.push(batch));
  batches.push(...reader.flush());
  const accounting = reader.accounting()[0];
  if (accounting === undefined) throw new Error("no accounting");
  const events: ReadEvent[] = [];
  for (const batch of batches)
    for (let i = 0; i < batch.length; i++)
      events.push({
        line: batch.line[i] ?? 0,
        folded: batch.folded[i] ?? 0,
        offset: batch.offset[i] ?? 0,
        instant: batch.time[i] ?? Number.NaN,
        time: isoTime(batch.time[i] ?? Number.NaN, accounting.time),
        level: LEVELS[batch.level[i] ?? 0] ?? "",
        component: words.text(batch.component[i] ?? -1),
        host: words.text(batch.host[i] ?? -1),
        record: decoder.decode(batch.bytes.subarray(batch.start[i], batch.end[i])),
        message: decoder.decode(batch.bytes.subarray(batch.messageStart[i], batch.messageEnd[i])),
        shaped: shaped[batch.shape[i] ?? -1] ?? "",
      });
  return { events, accounting, warnings };
}

/** Whether every line is accounted for. */
export const isBalanced = ({ lines, parsed, joined, skipped }: SourceAccounting): boolean =>
  lines === parsed + joined + Object.values(skipped).reduce((a, b) => a + b, 0);
