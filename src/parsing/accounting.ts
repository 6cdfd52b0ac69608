import type { TimeStyle } from "../core/iso-time.ts";
import type { Zone } from "../core/zone.ts";
import { type FormatStretch, type MainFormat, mainFormat } from "./drift.ts";
import type { YearShift } from "./year.ts";

/** What is known of one source after it was read: `lines = parsed + joined + sum of skipped`. */
export interface SourceAccounting {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  /** Events. */
  readonly parsed: number;
  /** Lines that belong to the event before them. */
  readonly joined: number;
  /** Lines by the reason why they are no event. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Lines with control sequences of terminals, such as colours: they are taken out. */
  readonly colored: number;
  readonly format: MainFormat;
  readonly time: TimeStyle;
  /** The lines carry a label of a benchmark; it is thrown away. */
  readonly labelled: boolean;
  /** Events that are older than the one before them by more than a line can be late. */
  readonly late: number;
  /** What is to be added to times whose format names no year: the newest is not after the source was last written. */
  readonly yearShift: YearShift;
}

/** What the events of one stretch add to the accounting of their source. */
export interface Tally {
  readonly lines: number;
  /** Where the stretch ends in its source. */
  readonly bytes: number;
  readonly parsed: number;
  /** The formats of its lines, in order. */
  readonly formats: readonly FormatStretch[];
  readonly joined: number;
  readonly blank: number;
  readonly directives: number;
  readonly colored: number;
  readonly labelled: boolean;
  /** Whether the first time names a zone; undefined: there is none. */
  readonly zoned: boolean | undefined;
  /** Where a time with a zone first follows one without, or the other way round. */
  readonly mixed: { readonly line: number; readonly byte: number } | undefined;
  readonly digits: TimeStyle["digits"];
}

/** Adds up the stretches of one source. */
export class SourceTally {
  #lines = 0;
  #bytes = 0;
  #parsed = 0;
  readonly #formats: FormatStretch[] = [];
  #joined = 0;
  #blank = 0;
  #directives = 0;
  #colored = 0;
  #labelled = false;
  #zoned: boolean | undefined;
  #digits: TimeStyle["digits"] = 0;

  add(tally: Tally): void {
    this.#lines += tally.lines;
    this.#bytes = Math.max(this.#bytes, tally.bytes);
    this.#parsed += tally.parsed;
    for (const format of tally.formats) {
      const last = this.#formats.at(-1);
      if (last?.name === format.name)
        this.#formats[this.#formats.length - 1] = { ...last, events: last.events + format.events };
      else this.#formats.push(format);
    }
    this.#joined += tally.joined;
    this.#blank += tally.blank;
    this.#directives += tally.directives;
    this.#colored += tally.colored;
    this.#labelled ||= tally.labelled;
    this.#zoned ??= tally.zoned;
    if (tally.digits > this.#digits) this.#digits = tally.digits;
  }

  /** `first`: the format that was found by the first lines. */
  accounting(
    name: string,
    first: Omit<FormatStretch, "events">,
    zone: Zone | undefined,
    late: number,
    yearShift: YearShift,
  ): SourceAccounting {
    return {
      name,
      lines: this.#lines,
      bytes: this.#bytes,
      parsed: this.#parsed,
      joined: this.#joined,
      skipped: {
        ...(this.#blank > 0 ? { blank: this.#blank } : {}),
        ...(this.#directives > 0 ? { header: this.#directives } : {}),
      },
      colored: this.#colored,
      format: mainFormat([{ ...first, events: 0 }, ...this.#formats], this.#parsed),
      time: { zoned: this.#zoned ?? false, digits: this.#digits, zone },
      labelled: this.#labelled,
      late,
      yearShift,
    };
  }
}
