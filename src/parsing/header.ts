import { standsAt } from "./bytes.ts";
import { csvColumns, DAY_FIRST, MONTH_FIRST } from "./csv-line.ts";
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

/** Longest line that names columns of a table. */
const LONGEST_HEADER = 4096;

const lineText = (bytes: Uint8Array, start: number, end: number): string =>
  end - start > LONGEST_HEADER ? "" : new TextDecoder().decode(bytes.subarray(start, end)).trimEnd();

/** Whether the line describes the file instead of being an event; `columns`: what the one before it gave. */
export function isDirective(bytes: Uint8Array, start: number, end: number, columns?: Recognizer): boolean {
  if (columns?.format.kind === "csv") {
    const [header = ""] = columns.format.layouts;
    return bytes[start] === header.charCodeAt(0) && lineText(bytes, start, end) === header;
  }
  if (bytes[start] !== 35) return false;
  const stands = (text: string): boolean => standsAt(bytes, start + 1, end, text);
  return W3C.some(stands) || ZEEK.some((name) => stands(`${name}\t`) || stands(`${name} `));
}

/** The format of the lines behind a directive that names the columns; undefined: it names none, or none with a time. */
export function columnsFormat(bytes: Uint8Array, start: number, end: number): Recognizer | undefined {
  const isW3c = standsAt(bytes, start, end, "#Fields:");
  if (!isW3c && !standsAt(bytes, start, end, "#fields\t")) return undefined;
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const columns = isW3c ? text.slice(8).trim().split(/\s+/) : text.split("\t").slice(1);
  const between = isW3c ? " " : "\\\t";
  const layouts = (isW3c ? ["iso"] : ["epoch", "iso"]).flatMap((time) =>
    [true, false].map((hasStatus) => columnsLayout(columns, between, time, hasStatus)),
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
export function columnsOf(sample: readonly SampleLine[]): Recognizer | undefined {
  return directiveColumns(sample) ?? csvOf(sample);
}

/** The table whose columns the first line names; its dates are read in the way that fits more of them. */
function csvOf([first, ...rows]: readonly SampleLine[]): Recognizer | undefined {
  if (first === undefined || rows.length === 0) return undefined;
  const header = lineText(first.bytes, first.start, first.end);
  if (csvColumns(header) === undefined) return undefined;
  const fields = new Fields();
  const tried = recognizers(
    [DAY_FIRST, MONTH_FIRST].map(
      (order): Format => ({
        name: "csv",
        summary: "a table whose first line names its columns",
        kind: "csv",
        layouts: [header, order],
        samples: [],
        negatives: [],
      }),
    ),
  ).map((recognizer) => {
    const read = rows.filter(({ bytes, start, end }) => fit(recognizer, bytes, start, end, fields) > 0).length;
    return { recognizer, read };
  });
  const best = tried.reduce((most, each) => (each.read > most.read ? each : most));
  return best.read * 2 >= rows.length ? best.recognizer : undefined;
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
