import type { EventBatch } from "../core/event-batch.ts";
import { isoTime, type TimeStyle } from "../core/iso-time.ts";
import { LEVELS } from "../core/levels.ts";
import type { ShownLine } from "../incidents/record.ts";
import type { Privacy } from "../privacy/reveal.ts";
import type { Model } from "./learn.ts";
import type { Events } from "./read.ts";

/** Single events of a run, as text without secrets. */
export interface Lookup {
  line(event: number): ShownLine;
  component(event: number): string;
  statement(event: number): number;
  message(event: number): string;
  /** Lines around an event, from the same source: `before` and `after` of them, without the event itself. */
  around(event: number, before: number, after: number): { readonly line: number; readonly text: string }[];
  /** Clock milliseconds as the log writes its times; null where it has none. */
  time(clock: number): string | null;
  style: TimeStyle;
}

/** So many events before one without a time are asked for theirs. */
const NEAR = 1_000;
/** Bytes of a record that are shown. */
const SHOWN = 4_000;

/** The first bytes of a record as text. The label of a benchmark is the answer: nobody sees it, neither people nor models. */
export function recordText(events: Events, privacy: Privacy, batch: EventBatch, row: number, most: number): string {
  let start = batch.start[row]!;
  if (events.accounting[batch.source[row]!]?.labelled) while (start < batch.end[row]! && batch.bytes[start++] !== 32);
  return privacy.reveal(batch.bytes, start, batch.end[row]!, most);
}

/** The run's words as text without secrets, each made once: they come back on many lines. */
export function wordTexts(events: Events, privacy: Privacy): (id: number) => string {
  const texts = new Map<number, string>();
  return (id) => {
    if (id < 0) return "";
    const known = texts.get(id);
    if (known !== undefined) return known;
    const text = privacy.redact(events.words.text(id));
    texts.set(id, text);
    return text;
  };
}

/** Names of the sources without secrets. */
export const sourceNames = (events: Events, privacy: Privacy): readonly string[] =>
  events.sources.map(({ name }) => privacy.redact(name));

export function lookup(events: Events, model: Model, privacy: Privacy): Lookup {
  const { store } = events;
  const styles = events.accounting.map(({ time }) => time);
  const style: TimeStyle = {
    zoned: styles.some(({ zoned }) => zoned),
    digits: styles.some(({ digits }) => digits === 6) ? 6 : styles.some(({ digits }) => digits === 3) ? 3 : 0,
    zone: styles.find(({ zone }) => zone !== undefined)?.zone,
  };
  const at = (event: number): { batch: EventBatch; row: number } => {
    const { base, events: batch } = store.stretchOf(event);
    return { batch, row: event - base };
  };
  const textOf = (batch: EventBatch, row: number): string => recordText(events, privacy, batch, row, SHOWN);
  const timeOf = (batch: EventBatch, row: number): string | null => {
    const time = batch.time[row]!;
    return Number.isNaN(time) ? null : isoTime(time, styles[batch.source[row]!] ?? style);
  };
  /** As a walk would tell it. */
  const clockOf = (event: number): number => {
    const { batch, row } = at(event);
    const source = batch.source[row]!;
    for (let e = event; e >= Math.max(0, event - NEAR); e--) {
      const near = at(e);
      if (near.batch.source[near.row] !== source) break;
      const time = near.batch.time[near.row]!;
      if (!Number.isNaN(time)) return time;
    }
    return model.run.clock.placeOf(source, event);
  };
  const names = sourceNames(events, privacy);
  const nameOf = (source: number): string => names[source] ?? "";
  const word = wordTexts(events, privacy);
  return {
    style,
    line(event) {
      const { batch, row } = at(event);
      return {
        source_file: nameOf(batch.source[row]!),
        line: batch.line[row]!,
        time: timeOf(batch, row),
        clock: clockOf(event),
        isPlaced: model.run.clock.isPlaced(batch.source[row]!),
        level: LEVELS[batch.level[row]!] ?? "none",
        component: word(batch.component[row]!),
        text: textOf(batch, row),
        message: privacy.reveal(batch.bytes, batch.messageStart[row]!, batch.messageEnd[row]!, SHOWN),
      };
    },
    component(event) {
      const { batch, row } = at(event);
      return word(batch.component[row]!);
    },
    statement(event) {
      const { batch, row } = at(event);
      return model.run.statements.of(batch, row);
    },
    message(event) {
      const { batch, row } = at(event);
      return privacy.reveal(batch.bytes, batch.messageStart[row]!, batch.messageEnd[row]!);
    },
    around(event, before, after) {
      const { source } = { source: at(event).batch.source[at(event).row]! };
      const lines: { line: number; text: string }[] = [];
      for (let e = Math.max(0, event - before); e <= Math.min(store.length - 1, event + after); e++) {
        if (e === event) continue;
        const { batch, row } = at(e);
        if (batch.source[row] === source) lines.push({ line: batch.line[row]!, text: textOf(batch, row) });
      }
      return lines;
    },
    time: (clock) => (model.profile.isTimed && Number.isFinite(clock) ? isoTime(clock, style) : null),
  };
}
