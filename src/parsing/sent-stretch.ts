import type { Format } from "./format.ts";
import { type Recognizer, recognizers } from "./recognizer.ts";
import type { LineStretch, Written } from "./stretches.ts";

/** A stretch as plain data, to be sent between threads: formats are data, what was compiled of them is not. */
export interface SentStretch extends Omit<LineStretch, "written"> {
  readonly written: Omit<Written, "recognizer"> & { readonly format: Format | undefined };
}

export function sendable(stretch: LineStretch): SentStretch {
  const { recognizer, ...written } = stretch.written;
  return { ...stretch, written: { ...written, format: recognizer?.format } };
}

/** Undoes `sendable`; each format is compiled once. */
export function sent(): (stretch: SentStretch) => LineStretch {
  const compiled = new Map<string, Recognizer>();
  return (stretch) => {
    const { format, ...written } = stretch.written;
    if (format === undefined) return { ...stretch, written: { ...written, recognizer: undefined } };
    const key = JSON.stringify([format.name, format.kind, format.layouts]);
    const recognizer = compiled.get(key) ?? recognizers([format])[0];
    if (recognizer) compiled.set(key, recognizer);
    return { ...stretch, written: { ...written, recognizer } };
  };
}
