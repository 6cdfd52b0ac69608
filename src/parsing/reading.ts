import type { Zone } from "../core/zone.ts";
import { FORMATS } from "./formats.ts";
import { type OwnFormat, ownFormat } from "./own-format.ts";
import { type Guesser, guesser, type Recognizer, recognizers } from "./recognizer.ts";

/** What the user says of how the input is written, and lines need to know: plain data, to be sent between threads. */
export interface PlainReading {
  /** Name of the format of all sources; see FORMAT_NAMES. */
  readonly hint?: string;
  /** Formats of the user's: they go before all others. */
  readonly formats?: readonly OwnFormat[];
}

/** What the user says of how the input is written. */
export interface Reading extends PlainReading {
  /** Year of the first event, for formats that name none; default: that of the source. */
  readonly year?: number;
  /** Of times that name no zone; default: UTC. */
  readonly zone?: Zone;
}

/** What can be a format of a source. */
export interface Known {
  readonly recognizers: readonly Recognizer[];
  /** Formats of the user's: they go before all others. */
  readonly own: readonly Recognizer[];
  /** Name of the format that the user says all sources have. */
  readonly hint: string | undefined;
  readonly guesser: Guesser;
}

let builtIn: { readonly recognizers: readonly Recognizer[]; readonly guesser: Guesser } | undefined;

/** The formats, compiled; those of the program once. */
export function known({ hint, formats = [] }: PlainReading): Known {
  if (builtIn === undefined) {
    const compiled = recognizers(FORMATS);
    builtIn = { recognizers: compiled, guesser: guesser(compiled) };
  }
  const own = recognizers(formats.map(ownFormat));
  return {
    recognizers: builtIn.recognizers,
    own,
    hint,
    guesser: own.length === 0 ? builtIn.guesser : guesser([...own, ...builtIn.recognizers]),
  };
}
