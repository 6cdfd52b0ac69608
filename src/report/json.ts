/**
 * Characters that steer a terminal or hide text. JSON can name each by a number, so the file says the same
 * to a program and does nothing to a screen: DEL and C1, soft hyphen, zero-width, bidirectional and line separators, tags.
 */
const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

const escaped = (match: string): string =>
  Array.from({ length: match.length }, (_, i) => `\\u${match.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

/** A value as JSON, harmless when it is printed. */
export const jsonText = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(HIDDEN, escaped);

/** A JSON array, chunk by chunk: as many elements as there may be, never one string of all. */
export function* jsonArray(elements: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const element of elements) {
    yield `${isFirst ? "[" : ","}\n${element}`;
    isFirst = false;
  }
  yield isFirst ? "[]\n" : "\n]\n";
}
