import { standsAt } from "./bytes.ts";
import { csvFormat, csvHeader, DAY_FIRST, isSeparatorLine } from "./csv-header.ts";
import { type NamedColumns, tableOf } from "./csv-table.ts";
import { Fields } from "./fields.ts";
import type { Format } from "./format.ts";
import { fit, type Recognizer, recognizers } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";

/** Names of the lines that describe a file. Sources: W3C Extended Log File Format; Zeek's ASCII writer. */
const W3C = ["Fields:", "Software:", "Version:", "Date:", "Start-Date:", "End-Date:", "Remark:"];
const ZEEK = ["fields", "separator", "set_separator", "empty_field", "unset_field", "path", "open", "close", "types"];
/** Columns that say what was asked and what came of it, of both. */
const SAYS = ["cs-method", "cs-uri-stem", "sc-status", "method", "uri", "status_code"];
const STATUS = ["sc-status", "status_code"];

/** Whether the line describes the file instead of being an event; `columns`: what the line before that did gave. */
export function isDirective(bytes: Uint8Array, start: number, end: number, columns?: Recognizer): boolean {
  if (columns?.format.kind === "csv")
    return csvHeader(bytes, start, end, columns.format.layouts[0]) !== undefined || isSeparatorLine(bytes, start, end);
  if (bytes[start] !== 35) return false;
  const stands = (text: string): boolean => standsAt(bytes, start + 1, end, text);
  return W3C.some(stands) || ZEEK.some((name) => stands(`${name}\t`) || stands(`${name} `));
}

/** The format of the lines behind a directive that names the columns; undefined: it names none, or none with a time. `columns`: as for `isDirective`. */
export function columnsFormat(
  bytes: Uint8Array,
  start: number,
  end: number,
  columns?: Recognizer,
): Recognizer | undefined {
  if (columns?.format.kind === "csv") {
    const [known = "", order = DAY_FIRST] = columns.format.layouts;
    const header = csvHeader(bytes, start, end, known);
    return header === undefined || header === known ? columns : recognizers([csvFormat(header, order)])[0];
  }
  const isW3c = standsAt(bytes, start, end, "#Fields:");
  if (!isW3c && !standsAt(bytes, start, end, "#fields\t")) return undefined;
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const names = isW3c ? text.slice(8).trim().split(/\s+/) : text.split("\t").slice(1);
  const between = isW3c ? " " : "\\\t";
  const layouts = (isW3c ? ["iso"] : ["epoch", "iso"]).flatMap((time) =>
    [true, false].map((hasStatus) => columnsLayout(names, between, time, hasStatus)),
  );
  if (layouts.some((layout) => !layout.includes("<time:"))) return undefined;
  const format: Format = {
    name: isW3c ? "w3c" : "zeek",
    summary: "columns that a line at the beginning names",
    kind: "text",
    layouts: [...new Set(layouts)],
    samples: [],
    negatives: [],
  };
  return recognizers([format])[0];
}

/** `hasStatus`: the status is a number and gives the level. */
function columnsLayout(columns: readonly string[], between: string, time: string, hasStatus: boolean): string {
  const said = columns.flatMap((name, i) => (SAYS.includes(name) ? [i] : []));
  const timeAt = columns.findIndex((name, i) => name === "ts" || (name === "date" && columns[i + 1] === "time"));
  // Where no column says what happened, all columns behind the time do.
  const first = said[0] ?? timeAt + (columns[timeAt] === "ts" ? 1 : 2);
  const last = Math.max(timeAt, said.at(-1) ?? 0);
  const parts: string[] = [];
  for (let i = 0; i < columns.length; i++) {
    const name = columns[i] ?? "";
    const start = i === first ? "<message:start>" : "";
    const stop = said.length > 0 && i === said.at(-1) ? "<message:end>" : "";
    let part = "<skip>";
    if (i === timeAt) {
      part = `<time:${time}>`;
      if (name === "date") i++;
    } else if (hasStatus && STATUS.includes(name)) part = "<level:status>";
    else if (name === "s-computername") part = "<host>";
    else if (name === "s-sitename") part = "<component>";
    if (said.length === 0 && i >= first) {
      parts.push("<message>");
      break;
    }
    parts.push(`${start}${part}${stop}`);
    // What stands behind the last column of use needs not be looked at.
    if (said.length > 0 && i >= last) break;
  }
  return parts.join(between);
}

/** The format of columns that the first lines name, if most lines fit it. */
export function columnsOf(sample: readonly SampleLine[]): NamedColumns | undefined {
  const recognizer = directiveColumns(sample);
  return recognizer === undefined ? tableOf(sample) : { recognizer, doubts: [] };
}

function directiveColumns(sample: readonly SampleLine[]): Recognizer | undefined {
  const fields = new Fields();
  let columns: Recognizer | undefined;
  let lines = 0;
  let fits = 0;
  for (const { bytes, start, end } of sample) {
    if (isDirective(bytes, start, end)) columns = columnsFormat(bytes, start, end) ?? columns;
    else {
      lines++;
      if (columns !== undefined && fit(columns, bytes, start, end, fields) > 0) fits++;
    }
  }
  return fits * 2 >= lines ? columns : undefined;
}
