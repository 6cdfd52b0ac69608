import { createHash } from "node:crypto";
import type { EventBatch } from "../core/event-batch.ts";
import type { LineBatch } from "../core/line-batch.ts";
import { printable } from "../core/printable.ts";
import type { Run, Warning } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { count } from "../core/words.ts";
import { type LogFormat, logFormat } from "../parsing/log-format.ts";
import { privacy } from "../privacy/reveal.ts";
import { csvRow } from "../report/csv.ts";
import { spool } from "../store/spool.ts";
import type { MessageParser, OpenParser } from "./message-parser.ts";

/** A log as structured rows, and its templates. Walk the rows before `close`. */
export interface Parsed {
  readonly lines: number;
  readonly templates: number;
  /** CSV, one row a physical line: LineId, the format's fields, EventId, EventTemplate, ParameterList. */
  readonly structured: Iterable<string>;
  /** CSV: EventId, EventTemplate, Occurrences. */
  readonly templateRows: Iterable<string>;
  /** Further files of the parser, by the ending of their names. */
  readonly files: ReadonlyMap<string, Iterable<string>>;
  close(): void;
}

export interface ParseSettings {
  readonly format: string;
  readonly parser: OpenParser;
  /** Whether rows hold what stands in the variable places. */
  readonly keepParameters: boolean;
}

/** Splits every line by the format, mines templates of its Content, and gives a row for each line; nothing is joined or dropped. */
export async function parseLog(
  sources: readonly LogSource[],
  { format, parser, keepParameters }: ParseSettings,
  run: Run,
): Promise<Parsed> {
  const layout = logFormat(format);
  const content = layout.fields.indexOf("Content");
  const store = spool();
  const secrets = privacy();
  const messages = parser(secrets.reveal);
  const starts = new Uint32Array(layout.fields.length);
  const ends = new Uint32Array(layout.fields.length);
  const numbered = (by: MessageParser) => (events: EventBatch, i: number) =>
    by.isLate ? by.take(events.bytes, events.messageStart[i]!, events.messageEnd[i]!) : events.shape[i]!;
  const numbers = new Map<number, number>();
  try {
    for (const [index, source] of sources.entries()) {
      const follow = secrets.follow();
      for await (const batch of source.read(index, run)) {
        run.signal.throwIfAborted();
        const events = asEvents(batch, layout, content, starts, ends);
        for (let i = 0; i < events.length; i++) {
          const [start, end] = [events.messageStart[i]!, events.messageEnd[i]!];
          const may = secrets.maySecret(events.bytes, events.start[i]!, events.end[i]!);
          follow.take(may, events.bytes, events.start[i]!, events.end[i]!, start, end);
          if (!messages.isLate) events.shape[i] = messages.take(events.bytes, start, end);
        }
        store.append(events);
      }
    }
    store.seal();
    const numberOf = numbered(messages);
    for (const { events } of store.stretches()) {
      run.signal.throwIfAborted();
      for (let i = 0; i < events.length; i++) {
        const number = numberOf(events, i);
        numbers.set(number, (numbers.get(number) ?? 0) + 1);
      }
    }
  } catch (error) {
    store.close();
    throw error;
  }
  const parsed = messages.finish();
  const templates = parsed.templates.map((t) => ({ ...t, text: secrets.redact(t.text) }));
  if (parsed.isFull) run.emit({ type: "warning", warning: explosion(sources[0]?.name ?? "", templates.length) });
  const counts = new Map<number, number>();
  for (const [number, times] of numbers) {
    const template = parsed.templateOf(number);
    counts.set(template, (counts.get(template) ?? 0) + times);
  }
  const idOf = (template: number): string =>
    templates[template]?.id ?? createHash("sha256").update("").digest("hex").slice(0, 12);
  function* structured(): Generator<string> {
    const last = keepParameters ? ["ParameterList"] : [];
    yield csvRow(["LineId", ...layout.fields, "EventId", "EventTemplate", ...last]);
    let line = 0;
    const again = numbered(messages.isLate ? parser(secrets.reveal) : messages);
    for (const { events } of store.stretches())
      for (let i = 0; i < events.length; i++) {
        const text = (from: number, to: number): string => secrets.reveal(events.bytes, from, to);
        const fits = layout.match(events.bytes, events.start[i]!, events.end[i]!, starts, ends);
        const fields = layout.fields.map((_, f) =>
          fits ? text(starts[f]!, ends[f]!) : f === content ? text(events.start[i]!, events.end[i]!) : "",
        );
        const index = parsed.templateOf(again(events, i));
        const row = [++line, ...fields, idOf(index), templates[index]?.text ?? ""];
        if (keepParameters) row.push(JSON.stringify(parsed.parameters(index, fields[content] ?? "")));
        yield csvRow(row);
      }
  }
  function* templateRows(): Generator<string> {
    yield csvRow(["EventId", "EventTemplate", "Occurrences"]);
    for (const [template, times] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]))
      yield csvRow([idOf(template), templates[template]?.text ?? "", times]);
  }
  function* lines(rows: Iterable<string>): Generator<string> {
    for (const row of rows) yield `${printable(secrets.redact(row))}\n`;
  }
  return {
    lines: store.length,
    templates: counts.size,
    structured: { [Symbol.iterator]: structured },
    templateRows: { [Symbol.iterator]: templateRows },
    files: new Map(Array.from(parsed.files, ([ending, rows]) => [ending, lines(rows)])),
    close: () => store.close(),
  };
}

/** There was no room for more templates. */
const explosion = (source: string, templates: number): Warning => ({
  kind: "templates",
  source,
  line: 0,
  byte: -1,
  text: `too many different messages: beyond ${count(templates, "template")} they are told apart by little or nothing`,
});

/** Lines as events without a head: only where they and their Content are. */
function asEvents(
  batch: LineBatch,
  layout: LogFormat,
  content: number,
  starts: Uint32Array,
  ends: Uint32Array,
): EventBatch {
  const n = batch.length;
  const events: EventBatch = {
    length: n,
    source: new Uint32Array(n).fill(batch.source),
    line: Float64Array.from({ length: n }, (_, i) => batch.first + i),
    folded: new Uint16Array(n),
    offset: new Float64Array(n),
    time: new Float64Array(n).fill(Number.NaN),
    level: new Uint8Array(n),
    component: new Int32Array(n).fill(-1),
    host: new Int32Array(n).fill(-1),
    key: new Int32Array(n).fill(-1),
    shape: new Int32Array(n),
    bytes: batch.bytes,
    start: batch.start,
    end: batch.end,
    messageStart: batch.start.slice(0, n),
    messageEnd: batch.end.slice(0, n),
    readAt: batch.readAt,
  };
  for (let i = 0; i < n; i++) {
    if (layout.match(batch.bytes, batch.start[i]!, batch.end[i]!, starts, ends)) {
      events.messageStart[i] = starts[content]!;
      events.messageEnd[i] = ends[content]!;
    }
  }
  return events;
}
