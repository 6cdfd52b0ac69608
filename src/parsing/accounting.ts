import type { TimeStyle } from "../core/iso-time.ts";

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
  readonly format: {
    readonly name: string;
    /** 0 to 1: how sure the format is, from the first lines. */
    readonly confidence: number;
    /** Share of the events that are written in it. */
    readonly ratio: number;
  };
  readonly time: TimeStyle;
  /** The lines carry a label of a benchmark; it is thrown away. */
  readonly labelled: boolean;
  /** Years to add to times whose format names none, so that the newest is not after the source was last written: 0 or less. */
  readonly yearShift: number;
}

/** What the events of one stretch add to the accounting of their source. */
export interface Tally {
  readonly lines: number;
  /** Where the stretch ends in its source. */
  readonly bytes: number;
  readonly parsed: number;
  readonly ofFormat: number;
  readonly joined: number;
  readonly blank: number;
  readonly directives: number;
  readonly colored: number;
  readonly labelled: boolean;
  /** Whether the first time names a zone; undefined: there is none. */
  readonly zoned: boolean | undefined;
  readonly digits: TimeStyle["digits"];
}

/** Adds up the stretches of one source. */
export class SourceTally {
  #lines = 0;
  #bytes = 0;
  #parsed = 0;
  #ofFormat = 0;
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
    this.#ofFormat += tally.ofFormat;
    this.#joined += tally.joined;
    this.#blank += tally.blank;
    this.#directives += tally.directives;
    this.#colored += tally.colored;
    this.#labelled ||= tally.labelled;
    this.#zoned ??= tally.zoned;
    if (tally.digits > this.#digits) this.#digits = tally.digits;
  }

  accounting(name: string, format: { name: string; confidence: number }, yearShift: number): SourceAccounting {
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
      format: {
        ...format,
        ratio: this.#parsed === 0 ? 0 : Math.round((this.#ofFormat / this.#parsed) * 10_000) / 10_000,
      },
      time: { zoned: this.#zoned ?? false, digits: this.#digits },
      labelled: this.#labelled,
      yearShift,
    };
  }
}
