import { type Choice, choose, nameOf, PLAIN } from "./choose.ts";
import { drift, type FormatStretch, LEAST_CHANGED } from "./drift.ts";
import type { Known } from "./reading.ts";
import type { Recognizer } from "./recognizer.ts";
import type { RecordReader } from "./record-format.ts";
import type { Written } from "./stretches.ts";
import type { tallied } from "./warnings.ts";

/** How the lines of a stretch are written: as the stretch says, and otherwise from where most lines do not fit that. */
export class StretchFormat {
  /** The format of the lines under way; undefined: plain text. */
  main: Recognizer | undefined;
  /** The format that the last directive of columns gave; undefined: the source has none. */
  columns: Recognizer | undefined;
  /** Reads its records, where none of their lines says all. */
  records: RecordReader | undefined;
  joinsLoose = false;
  /** Its lines are rows of a table. */
  isTable = false;
  isSearched = false;
  holdsJson = false;
  /** The format is one of the user's. */
  isOwn = false;
  /** What was found in a line holds for all that differ from it in digits only. */
  isRemembered = false;
  /** Events that fitted. */
  fits = 0;
  readonly #known: Known;
  readonly #warnings: ReturnType<typeof tallied>;
  readonly #drift = drift();
  readonly #past: FormatStretch[] = [];
  #fitsBefore = 0;
  #confidence = 0;
  #name = PLAIN;
  #other: Recognizer | undefined;

  constructor(known: Known, written: Written, warnings: ReturnType<typeof tallied>) {
    this.#known = known;
    this.#warnings = warnings;
    this.#use({ ...written, columns: written.hasColumns ? written.recognizer : undefined });
  }

  /**
   * An event does not fit, but `found` does. Where most of the last ones did not fit, looks for the format that they are
   * written in.
   */
  miss(found: Recognizer | undefined, bytes: Uint8Array, start: number, end: number, line: number, byte: number): void {
    if (found !== undefined && found.format.name === this.#other?.format.name) this.#decide(found, line, byte);
    if (this.#drift.miss(bytes, start, end, line, byte, this.fits)) this.#lookAgain();
  }

  /** The formats so far, in order. */
  all(): readonly FormatStretch[] {
    return [...this.#past, this.#stretch()];
  }

  #use(written: Omit<Choice, "doubts">): void {
    this.main = written.recognizer;
    this.columns = written.columns;
    this.isTable = written.columns?.format.kind === "csv";
    this.records = written.records?.reader();
    this.#name = nameOf(written);
    this.joinsLoose = written.joinsLoose;
    this.isSearched = written.isSearched;
    this.holdsJson = written.holdsJson;
    this.isOwn = this.#known.own.some(({ format }) => format.name === this.#name);
    this.#note();
    this.#confidence = written.confidence;
    this.#other = written.other;
  }

  /** The first date that can be read in one way only. */
  #decide(found: Recognizer, line: number, byte: number): void {
    this.#past.push(this.#stretch());
    this.#fitsBefore = this.fits;
    this.main = found;
    this.#name = found.format.name;
    this.#note();
    this.#other = undefined;
    const text = `a date that can only be ${this.#name}: so are those from here on; earlier ones may have day and month the wrong way round`;
    this.#warnings.add("date", line, byte, text);
  }

  #note(): void {
    const { main } = this;
    this.isRemembered =
      main !== undefined &&
      (main.format.kind === "json" || (main.format.kind === "text" && main.format.wraps !== true)) &&
      !main.programs.some(({ endsAtDigit }) => endsAtDigit) &&
      !this.holdsJson &&
      this.columns === undefined &&
      this.records === undefined &&
      this.#known.own.length === 0;
  }

  #lookAgain(): void {
    const { recognizers, own, hint } = this.#known;
    const { sample, line, byte, isMixed } = this.#drift;
    const choice = hint === undefined && !isMixed ? choose(sample, recognizers, own, hint) : undefined;
    const found = choice?.recognizer;
    if (
      choice &&
      found &&
      found.format.name !== this.#name &&
      !choice.isSearched &&
      choice.confidence >= LEAST_CHANGED
    ) {
      const text = `lines are written as ${found.format.name} from about here on, not as ${this.#name}`;
      this.#past.push(this.#stretch());
      this.#fitsBefore = this.fits;
      this.#use(choice);
      for (const doubt of choice.doubts) this.#warnings.add(doubt.kind, 0, -1, doubt.text);
      this.#warnings.add("format", line, byte, text);
    }
    this.#drift.looked();
  }

  #stretch(): FormatStretch {
    return { name: this.#name, confidence: this.#confidence, events: this.fits - this.#fitsBefore };
  }
}
