import type { Citation, EvidenceLine, Incident } from "../core/anomaly.ts";
import { cut, padEnd, width, wrap } from "../core/cells.ts";
import { LEVEL_WORDS } from "../core/labels.ts";
import { causeLine, lineText } from "../core/line-text.ts";
import { normalOf } from "../core/normal.ts";
import { fitPlace, placeOf } from "../core/place.ts";
import { printable } from "../core/printable.ts";
import { momentOf, stamp } from "../core/stamp.ts";
import { number } from "../core/words.ts";
import type { Paint } from "./paint.ts";

/** How wide, and in which colours. */
export interface TextStyle {
  readonly width: number;
  readonly paint: Paint;
  /** The log spans more than a day: times name theirs. */
  readonly withDay: boolean;
}

interface Row {
  readonly label: string;
  readonly time: string | null;
  readonly text: string;
  readonly place: string;
  readonly isCause: boolean;
}

const place = (at: Citation, incident: Incident): string =>
  printable(placeOf(at, [...incident.evidence, incident.first_cause]));

/** A title within a sentence: its first word loses the capital, unless it is an abbreviation or a name with digits. */
export const within = (title: string): string =>
  /^[A-Z][a-z]+ [a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;

const LABEL = 13;
/** Widest place beside a line: the line is worth more than the name of its file. */
const PLACE = 24;
/** Columns below which a screen is narrow. */
const NARROW = 60;

/** Evidence beside the first cause that is shown. */
const BESIDE = 3;

/** Evidence beside the first cause, told apart by what is read of it, by time: at most one line before the cause. */
function besideCause(incident: Incident): {
  readonly before: readonly EvidenceLine[];
  readonly after: readonly EvidenceLine[];
} {
  const cause = incident.first_cause;
  const began = stamp(cause.time)?.instant;
  const seen = new Set([lineText(causeLine(incident))]);
  const others: { readonly line: EvidenceLine; readonly apart: number }[] = [];
  for (const line of incident.evidence) {
    const text = lineText(line);
    const isCause = line.source_file === cause.source_file && line.line === cause.line;
    if (isCause || seen.has(text)) continue;
    seen.add(text);
    const at = stamp(line.time)?.instant;
    // Without times only lines of one file have an order.
    const isSameTime = at === undefined || began === undefined || at === began;
    const byLine = line.source_file === cause.source_file ? line.line - cause.line : 0;
    others.push({ line, apart: isSameTime ? Math.sign(byLine) / 2 : at - began });
  }
  others.sort((a, b) => a.apart - b.apart);
  const before = others.filter(({ apart }) => apart < 0).slice(-1);
  const after = others.filter(({ apart }) => apart >= 0).slice(0, BESIDE - before.length);
  return { before: before.map(({ line }) => line), after: after.map(({ line }) => line) };
}

/** Cells for the places in `room`: at most half of it, unless a line's number needs more. */
function placesOf(rows: readonly Row[], room: number): number {
  const widest = Math.max(...rows.map((row) => width(row.place)));
  const numbers = Math.max(...rows.map((row) => /:\d+$/.exec(row.place)?.[0].length ?? 0));
  return Math.max(numbers, Math.min(PLACE, widest, Math.floor(room / 2)));
}

/** Rows of one label, a time, a text and a place; texts share a column, places stand in one behind it. */
function rowsOf(rows: readonly Row[], { width: columns, paint, withDay }: TextStyle): string[] {
  // Days do not fit on a narrow screen, beside a line and its place.
  const clocks = rows.map(({ time }) => momentOf(time, withDay && columns >= NARROW));
  const widest = Math.max(...clocks.map(width));
  const clockWidth = widest > 0 ? widest + 2 : 0;
  const left = 2 + LABEL + clockWidth;
  const places = placesOf(rows, columns - left - 2);
  const room = Math.max(2, columns - left - 2 - places);
  // The first cause is the proof that matters most: it may take three lines, the others one.
  const texts = rows.map((row) => (row.isCause ? wrapped(row.text, room, 3) : [cut(row.text, room)]));
  const column = Math.max(...texts.flat().map(width));
  return rows.flatMap((row, i) =>
    (texts[i] ?? []).map((text, part) => {
      const label = paint.dim(padEnd(part === 0 ? row.label : "", LABEL));
      const clock = padEnd(part === 0 ? (clocks[i] ?? "") : "", clockWidth);
      const at = padEnd(`  ${label}${clock}${text}`, left + column + 2);
      return part === 0 ? `${at}${paint.dim(fitPlace(row.place, places))}` : at;
    }),
  );
}

/** At most `most` lines; what is left of the text is cut from the last. */
function wrapped(text: string, cells: number, most: number): readonly string[] {
  const lines = wrap(cut(text, cells * most), cells);
  const last = lines.slice(most - 1).join(" ");
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), cut(last, cells)];
}

const labelled = (label: string, text: string, { width: columns, paint }: TextStyle): string[] =>
  wrap(text, columns - 2 - LABEL).map((line, i) => `  ${paint.dim(padEnd(i === 0 ? label : "", LABEL))}${line}`);

/** Whether a model wrote the incident's words. */
export const isModelWritten = (incident: Incident): boolean =>
  incident.author.name !== "" && incident.author.name !== "rules";

/** An explanation as running text with `[1]` behind what a line proves. */
export function cited(incident: Incident): string {
  const number = new Map(incident.evidence.map(({ id }, i) => [id, i + 1]));
  const parts = incident.explanation.map(({ text, evidence }) => {
    const marks = evidence.flatMap((id) => (number.has(id) ? [`[${number.get(id)}]`] : [])).join("");
    const plain = printable(text);
    if (marks === "") return plain;
    const stop = /[.;,]$/.exec(plain)?.[0] ?? "";
    return `${plain.slice(0, plain.length - stop.length)} ${marks}${stop}`;
  });
  return parts
    .join(" ")
    .replace(/ +/g, " ")
    .replace(/ ([.;,])(?= |$)/g, "$1")
    .trim();
}

function byModel(incident: Incident, style: TextStyle): string[] {
  const { width: columns, paint, withDay } = style;
  const story = wrap(cited(incident), Math.min(76, columns - 4)).map((line) => `  ${line}`);
  const places = incident.evidence.map((line) => place(line, incident));
  const column = Math.min(30, Math.max(0, ...places.map(width)));
  const clocks = incident.evidence.map(({ time }) => momentOf(time, withDay));
  const clockWidth = Math.max(8, ...clocks.map(width));
  const proof = incident.evidence.slice(0, 9).map((line, i) => {
    const level = LEVEL_WORDS[line.level];
    const left = `[${i + 1}] ${padEnd(fitPlace(places[i] ?? "", column), column)} ${padEnd(clocks[i] ?? "", clockWidth)} ${padEnd(level, 5)} `;
    return `  ${cut(`${left}${printable(lineText(line, { level: false }))}`, columns - 3)}`;
  });
  const steps = incident.next_steps.slice(0, 3).flatMap(({ text }, i) =>
    wrap(printable(text), columns - 13).map((line, row) => {
      const head = i === 0 && row === 0 ? paint.dim("do next") : " ".repeat(7);
      return `  ${head}  ${row === 0 ? i + 1 : " "} ${line}`;
    }),
  );
  return [...story, ...(proof.length === 0 ? [] : ["", ...proof]), ...(steps.length === 0 ? [] : ["", ...steps])];
}

function byRules(incident: Incident, style: TextStyle): string[] {
  const cause = incident.first_cause;
  const { before, after } = besideCause(incident);
  const beside = (label: string, line: EvidenceLine): Row => ({
    label,
    time: line.time,
    text: printable(lineText(line)),
    place: place(line, incident),
    isCause: false,
  });
  const rows = rowsOf(
    [
      ...before.map((line) => beside("before", line)),
      {
        label: "first cause",
        time: cause.time,
        text: printable(lineText(causeLine(incident))),
        place: place(cause, incident),
        isCause: true,
      },
      ...after.map((line, i) => beside(i === 0 ? "then" : "", line)),
    ],
    style,
  );
  const normal = normalOf(incident);
  const step = incident.next_steps[0];
  return [
    ...rows,
    ...(normal === "" ? [] : labelled("normal", normal, style)),
    ...(step === undefined ? [] : labelled("do next", within(printable(step.text)).replace(/\.$/, ""), style)),
    // A command is never cut: it must work as it is.
    ...(step === undefined || step.command === "" ? [] : [`${" ".repeat(15)}${printable(step.command)}`]),
  ];
}

/** First cause, what followed, what is normal and what to do, of the gravest incident. */
export const firstIncident = (incident: Incident, style: TextStyle): string[] =>
  isModelWritten(incident) && incident.explanation.length > 0 ? byModel(incident, style) : byRules(incident, style);

/** `412,381 = 409,122 parsed + 3,214 joined + 45 skipped (31 blank, 13 not decodable)`. */
export function accounting(input: {
  readonly lines: number;
  readonly parsed: number;
  readonly joined: number;
  readonly skipped: Readonly<Record<string, number>>;
}): string {
  const reasons = Object.entries(input.skipped).filter(([, count]) => count > 0);
  reasons.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const skipped = reasons.reduce((sum, [, count]) => sum + count, 0);
  const why = reasons.map(([reason, count]) => `${number(count)} ${printable(reason).replaceAll(/[_-]/g, " ")}`);
  return [
    `${number(input.lines)} = ${number(input.parsed)} parsed + ${number(input.joined)} joined`,
    ` + ${number(skipped)} skipped${why.length === 0 ? "" : ` (${why.join(", ")})`}`,
  ].join("");
}
