import { createHash } from "node:crypto";
import type { EventBatch } from "../core/event-batch.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { type LogFormat, logFormat } from "../parsing/log-format.ts";
import { privacy } from "../privacy/reveal.ts";
import { csvRow } from "../report/csv.ts";
import { spool } from "../store/spool.ts";
import { type ListedMiner, parametersOf, shapeTable } from "../templates/index.ts";

/** A log as structured rows, and its templates. Walk the rows before `close`. */
export interface Parsed {
  readonly lines: number;
  readonly templates: number;
  /** CSV, one row a physical line: LineId, the format's fields, EventId, EventTemplate, ParameterList. */
  readonly structured: Iterable<string>;
  /** CSV: EventId, EventTemplate, Occurrences. */
  readonly templateRows: Iterable<string>;
  close(): void;
}

/** Splits every line by the format, mines templates of its Content, and gives a row for each line; nothing is joined or dropped. */
export async function parseLog(
  sources: readonly LogSource[],
  format: string,
  miner: ListedMiner,
  run: Run,
): Promise<Parsed> {
  const layout = logFormat(format);
  const content = layout.fields.indexOf("Content");
  const shapes = shapeTable();
  const store = spool();
  const secrets = privacy();
  const starts = new Uint32Array(layout.fields.length);
  const ends = new Uint32Array(layout.fields.length);
  try {
    for (const [index, source] of sources.entries()) {
      const follow = secrets.follow();
      for await (const batch of source.read(index, run)) {
        run.signal.throwIfAborted();
        const events = asEvents(batch, layout, content, starts, ends, (b, s, e) => shapes.idOf(b, s, e));
        for (let i = 0; i < events.length; i++)
          follow.take(
            secrets.maySecret(events.bytes, events.start[i]!, events.end[i]!),
            events.bytes,
            events.start[i]!,
            events.end[i]!,
            events.messageStart[i]!,
            events.messageEnd[i]!,
          );
        store.append(events);
      }
    }
    store.seal();
  } catch (error) {
    store.close();
    throw error;
  }
  const mining = miner.start({});
  mining.learn(shapes.shapes);
  const templates = mining.templates().map((t) => ({ ...t, text: secrets.redact(t.text) }));
  const of = Int32Array.from({ length: shapes.shapes.length }, (_, id) => mining.match(shapes.shapes.at(id)));
  const counts = new Map<number, number>();
  for (const { events } of store.stretches())
    for (let i = 0; i < events.length; i++) {
      const template = of[events.shape[i]!]!;
      counts.set(template, (counts.get(template) ?? 0) + 1);
    }
  const idOf = (template: number): string =>
    templates[template]?.id ?? createHash("sha256").update("").digest("hex").slice(0, 12);
  function* structured(): Generator<string> {
    yield csvRow(["LineId", ...layout.fields, "EventId", "EventTemplate", "ParameterList"]);
    let line = 0;
    for (const { events } of store.stretches())
      for (let i = 0; i < events.length; i++) {
        const text = (from: number, to: number): string => secrets.reveal(events.bytes, from, to);
        const fits = layout.match(events.bytes, events.start[i]!, events.end[i]!, starts, ends);
        const fields = layout.fields.map((_, f) =>
          fits ? text(starts[f]!, ends[f]!) : f === content ? text(events.start[i]!, events.end[i]!) : "",
        );
        const template = templates[of[events.shape[i]!]!];
        const values = template ? parametersOf(template, fields[content] ?? "").map((p) => p.text) : [];
        yield csvRow([++line, ...fields, idOf(of[events.shape[i]!]!), template?.text ?? "", JSON.stringify(values)]);
      }
  }
  function* templateRows(): Generator<string> {
    yield csvRow(["EventId", "EventTemplate", "Occurrences"]);
    for (const [template, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]))
      yield csvRow([idOf(template), templates[template]?.text ?? "", count]);
  }
  return {
    lines: store.length,
    templates: counts.size,
    structured: { [Symbol.iterator]: structured },
    templateRows: { [Symbol.iterator]: templateRows },
    close: () => store.close(),
  };
}

/** Lines as events without a head: only where they are, and the shape of their Content. */
function asEvents(
  batch: LineBatch,
  layout: LogFormat,
  content: number,
  starts: Uint32Array,
  ends: Uint32Array,
  shapeOf: (bytes: Uint8Array, start: number, end: number) => number,
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
    events.shape[i] = shapeOf(batch.bytes, events.messageStart[i]!, events.messageEnd[i]!);
  }
  return events;
}
