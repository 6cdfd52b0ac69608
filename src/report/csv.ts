import { printable } from "../core/printable.ts";

/** First characters that spreadsheets take for a formula; full-width forms included (OWASP, CSV injection). */
const FORMULA = /^[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** One cell: text without control characters, a formula made harmless by `'`, quoted where RFC 4180 asks for it. */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  // Looked at before and after: making it printable may uncover or remove a leading character.
  const shown = printable(value, { keepNewlines: true });
  const safe = FORMULA.test(value) || FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row with its line break, CRLF as RFC 4180 says. */
export const csvRow = (values: Iterable<string | number | null>): string =>
  `${Array.from(values, csvCell).join(",")}\r\n`;
