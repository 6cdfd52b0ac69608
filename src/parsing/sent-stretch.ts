import type { Format } from "./format.ts";
import { type Recognizer, recognizers } from "./recognizer.ts";
import { RECORD_FORMATS } from "./records.ts";
import type { LineStretch, Written } from "./stretches.ts";

/** A stretch as plain data, to be sent between threads: formats are data, what was compiled of them is not. */
export interface SentStretch extends Omit<LineStretch, "written"> {
  readonly written: Omit<Written, "recognizer" | "other" | "records"> & {
    readonly recognizer: Format | undefined;
    readonly other: Format | undefined;
    readonly records: string | undefined;
  };
}

export function sendable(stretch: LineStretch): SentStretch {
  const { recognizer, other, records, ...written } = stretch.written;
  return {
    ...stretch,
    written: { ...written, recognizer: recognizer?.format, other: other?.format, records: records?.name },
  };
}

/** Undoes `sendable`; each format is compiled once. */
export function sent(): (stretch: SentStretch) => LineStretch {
  const compiled = new Map<string, Recognizer>();
  const compile = (format: Format | undefined): Recognizer | undefined => {
    if (format === undefined) return undefined;
    const key = JSON.stringify([format.name, format.kind, format.layouts]);
    const recognizer = compiled.get(key) ?? recognizers([format])[0];
    if (recognizer) compiled.set(key, recognizer);
    return recognizer;
  };
  return (stretch) => {
    const { recognizer, other, records, ...written } = stretch.written;
    return {
      ...stretch,
      written: {
        ...written,
        recognizer: compile(recognizer),
        other: compile(other),
        records: RECORD_FORMATS.find(({ name }) => name === records),
      },
    };
  };
}
