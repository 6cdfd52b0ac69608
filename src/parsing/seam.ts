import { hashBytes } from "../core/dictionary.ts";
import { isStart, LINK, linkOf } from "./continuation.ts";
import { Envelope } from "./envelope.ts";
import { Fields, SLOT } from "./fields.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import { detailStart, tagEnd } from "./repeated-heads.ts";
import type { SampleLine } from "./sample-line.ts";
import { behindOneBlank, firstInk } from "./text.ts";
import { type TraceReader, traceReader } from "./trace.ts";

/** Lines before a cut that are looked at. */
export const SEAM_LINES = 64;

/** The first byte that a tag and one blank set apart; `start`: there is no tag. */
const behindTag = (bytes: Uint8Array, start: number, end: number): number => {
  const behind = tagEnd(bytes, start, end);
  return behind === start || behind + 1 >= end ? start : behind + 1;
};

interface Stream {
  readonly trace: TraceReader;
  line: number;
  isCut: boolean;
}

/** Finds where lines can be cut apart without cutting a record: by reading a few lines before as they will be read. */
export class Seam {
  readonly #recognizer: Recognizer | undefined;
  readonly #fields = new Fields();
  readonly #envelope: Envelope;
  readonly #streams = new Map<number, Stream>();
  #line = 0;

  constructor(recognizer: Recognizer | undefined, keepsBreaks: boolean) {
    this.#recognizer = recognizer;
    this.#envelope = new Envelope(keepsBreaks);
  }

  /** Whether a record begins with the line, and none is under way elsewhere. Lines are given in order, each once. */
  begins({ bytes, start, end }: SampleLine): boolean {
    this.#line++;
    if (firstInk(bytes, start, end) === end) {
      for (const { trace } of this.#streams.values()) trace.blank();
      return false;
    }
    if (this.#recognizer === undefined)
      return this.#isRecord(this.#stream(0, true), bytes, behindTag(bytes, start, end), end);
    const fields = this.#fields;
    if (fit(this.#recognizer, bytes, start, end, fields) === 0) return false;
    if (!this.#envelope.read(this.#recognizer, bytes, start, end, fields)) {
      // Lines of a trace, and what belongs to a message, may each have a head.
      const { messageIn, spans } = fields;
      const at = spans[SLOT.message]!;
      if (messageIn !== bytes) return linkOf(messageIn, at, spans[SLOT.message + 1]!) === LINK.none;
      if (at >= end || detailStart(bytes, start, at) >= 0) return false;
      const content = behindTag(bytes, at, end);
      return this.#isRecord(
        this.#stream(0, false),
        bytes,
        content > at ? content : behindOneBlank(bytes, start, at),
        end,
      );
    }
    const { spans } = fields;
    const component = hashBytes(fields.componentIn, spans[SLOT.component]!, spans[SLOT.component + 1]!);
    const host = hashBytes(fields.hostIn, spans[SLOT.host]!, spans[SLOT.host + 1]!);
    const stream = this.#stream(component * 31 + host + (this.#envelope.isError ? 0.5 : 0), false);
    const wasCut = stream.isCut;
    stream.isCut = this.#envelope.isPartial;
    const { in: content, start: from, end: to } = this.#envelope;
    const isRecord = from < to && this.#isRecord(stream, content, from, to) && !wasCut;
    return isRecord && ![...this.#streams.values()].some((other) => other !== stream && this.#isUnderWay(other));
  }

  #isUnderWay({ trace, line, isCut }: Stream): boolean {
    return (isCut || trace.isOpen) && this.#line - line < SEAM_LINES;
  }

  #stream(key: number, joinsIndented: boolean): Stream {
    let found = this.#streams.get(key);
    if (found === undefined) {
      found = { trace: traceReader(joinsIndented), line: this.#line, isCut: false };
      this.#streams.set(key, found);
    }
    found.line = this.#line;
    return found;
  }

  #isRecord({ trace }: Stream, bytes: Uint8Array, start: number, end: number): boolean {
    const link = linkOf(bytes, start, end);
    if (trace.joins(link, false, bytes, start, end)) return false;
    trace.event(link, bytes, start, end);
    return link === LINK.none || isStart(link);
  }
}
