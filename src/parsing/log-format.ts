import { UserError } from "../core/errors.ts";

/** A format in the manner of the log parsing literature: `<Date> <Time> <Level> <Component>: <Content>`. */
export interface LogFormat {
  readonly fields: readonly string[];
  /** Fills `starts` and `ends` (one a field) for the line; false: the line does not fit, and all of it is Content. */
  match(bytes: Uint8Array, start: number, end: number, starts: Uint32Array, ends: Uint32Array): boolean;
}

const HINT = "write names in angle brackets and what stands between them, such as '<Date> <Time> <Content>'";
const BLANK = 32;

/**
 * Compiles a format. A field ends where the text behind it first stands; a blank stands for one or more. Unlike a regular
 * expression with lazy groups it never looks back, so a line costs its length.
 */
export function logFormat(text: string): LogFormat {
  const parts = text.split(/<([A-Za-z_]\w*)>/);
  const fields = parts.filter((_, i) => i % 2 === 1);
  const between = parts
    .filter((_, i) => i % 2 === 0)
    .map((part) => new TextEncoder().encode(part.replace(/\s+/g, " ")));
  if (fields.length === 0) throw new UserError(`expected fields in --log-format, got "${text.slice(0, 80)}"`, HINT);
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  if (twice !== undefined) throw new UserError(`--log-format names <${twice}> twice`, HINT);
  if (!fields.includes("Content")) throw new UserError("--log-format has no <Content>", HINT);
  if (between.slice(1, -1).some((part) => part.length === 0))
    throw new UserError("two fields of --log-format have nothing between them", HINT);
  const isBlank = (byte: number | undefined): boolean => byte === BLANK || byte === 9;
  /** Where `part` ends when it stands at `at`; -1: it does not. */
  const stands = (part: Uint8Array, bytes: Uint8Array, at: number, end: number): number => {
    let i = at;
    for (const byte of part) {
      if (i >= end) return -1;
      if (byte === BLANK) {
        if (!isBlank(bytes[i])) return -1;
        while (i < end && isBlank(bytes[i])) i++;
      } else if (bytes[i++] !== byte) return -1;
    }
    return i;
  };
  return {
    fields,
    match(bytes, start, end, starts, ends) {
      let at = stands(between[0]!, bytes, start, end);
      if (at < 0) return false;
      for (let f = 0; f < fields.length; f++) {
        const part = between[f + 1]!;
        starts[f] = at;
        if (part.length === 0) {
          ends[f] = end;
          return true;
        }
        let stop = at;
        let next = -1;
        for (; stop <= end; stop++) {
          next = stands(part, bytes, stop, end);
          if (next >= 0) break;
        }
        if (next < 0) return false;
        ends[f] = stop;
        at = next;
      }
      return at === end;
    },
  };
}
