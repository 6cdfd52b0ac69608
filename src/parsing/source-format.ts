import { type Choice, choose, PLAIN } from "./choose.ts";
import { drift, type FormatStretch, LEAST_CHANGED, type MainFormat, mainFormat } from "./drift.ts";
import type { Recognizer } from "./recognizer.ts";
import type { RecordReader } from "./records.ts";
import type { SampleLine } from "./sample-line.ts";
import type { Warnings } from "./warnings.ts";

/** What can be a format of a source. */
export interface Known {
  readonly recognizers: readonly Recognizer[];
  /** Formats of the user's: they go before all others. */
  readonly own: readonly Recognizer[];
  /** Name of the format that the user says all sources have. */
  readonly hint: string | undefined;
}

/** How the lines of one source are written: found by the first ones, and again when later ones are written otherwise. */
export class SourceFormat {
  /** The format of the lines under way; undefined: plain text, or not found yet. */
  main: Recognizer | undefined;
  /** The format that the last directive of columns gave; undefined: the source has none. */
  columns: Recognizer | undefined;
  /** Reads its records, where none of their lines says all. */
  records: RecordReader | undefined;
  joinsLoose = false;
  isSearched = false;
  holdsJson = false;
  isFound = false;
  /** Events that fitted. */
  fits = 0;
  readonly #known: Known;
  readonly #warnings: Warnings;
  readonly #drift = drift();
  readonly #past: FormatStretch[] = [];
  #fitsBefore = 0;
  #confidence = 0;
  #name = PLAIN;
  #other: Recognizer | undefined;

  constructor(known: Known, warnings: Warnings) {
    this.#known = known;
    this.#warnings = warnings;
  }

  find(sample: readonly SampleLine[]): void {
    const { recognizers, own, hint } = this.#known;
    this.#use(choose(sample, recognizers, own, hint));
    this.isFound = true;
  }

  /**
   * An event does not fit, but `found` does. Where most of the last ones did not fit, looks for the format that they are
   * written in.
   */
  miss(found: Recognizer | undefined, bytes: Uint8Array, start: number, end: number, line: number, byte: number): void {
    if (found !== undefined && found === this.#other) this.#decide(found, line, byte);
    if (this.#drift.miss(bytes, start, end, line, byte, this.fits)) this.#lookAgain();
  }

  /** `events`: all of the source. */
  accounting(events: number): MainFormat {
    return mainFormat([...this.#past, this.#stretch()], events);
  }

  #use(choice: Choice): void {
    this.main = choice.recognizer;
    this.columns = choice.columns;
    this.records = choice.records?.reader();
    this.#name = choice.records?.name ?? choice.recognizer?.format.name ?? PLAIN;
    this.joinsLoose = choice.joinsLoose;
    this.isSearched = choice.isSearched;
    this.holdsJson = choice.holdsJson;
    this.#confidence = choice.confidence;
    this.#other = choice.other;
    for (const { kind, text } of choice.doubts) this.#warnings.add(kind, 0, -1, text);
  }

  /** The first date that can be read in one way only. */
  #decide(found: Recognizer, line: number, byte: number): void {
    this.#past.push(this.#stretch());
    this.#fitsBefore = this.fits;
    this.main = found;
    this.#name = found.format.name;
    this.#other = undefined;
    const text = `a date that can only be ${this.#name}: so are those from here on; earlier ones may have day and month the wrong way round`;
    this.#warnings.add("date", line, byte, text);
  }

  #lookAgain(): void {
    const { recognizers, own, hint } = this.#known;
    const { sample, line, byte, isMixed } = this.#drift;
    const choice = hint === undefined && !isMixed ? choose(sample, recognizers, own, hint) : undefined;
    const found = choice?.recognizer;
    if (choice && found && found !== this.main && !choice.isSearched && choice.confidence >= LEAST_CHANGED) {
      const text = `lines are written as ${found.format.name} from about here on, not as ${this.#name}`;
      this.#past.push(this.#stretch());
      this.#fitsBefore = this.fits;
      this.#use(choice);
      this.#warnings.add("format", line, byte, text);
    }
    this.#drift.looked();
  }

  #stretch(): FormatStretch {
    return { name: this.#name, confidence: this.#confidence, events: this.fits - this.#fitsBefore };
  }
}
