import type { Format, RecordFormat } from "../src/parsing/index.ts";

const HEAD = `# Formats

Generated from the list of formats by \`npm run generate\`; do not edit by hand.

Nobody needs to name a format. The first 200 lines that are not empty are read by every format; the one that most of them fit wins,
and among equals the one that asks most of a line. Lines that the format of a file does not fit are read one by one: as part of the
record before them (stack traces, indented lines), by any other format with a whole time, or as plain text. No line is dropped.
\`format\` in the summary says for each file what was found: its name, the share of the sample that fits, a little less where it is short
(\`confidence\`), and the share of all events (\`ratio\`).

- \`--format-hint NAME\` (key \`format_hint\`) ends the search: one of the names below, \`plain\` (every line is its message), or a
  format of your own.
- \`--year\`, \`--tz\` (keys \`year\`, \`tz\`) complete times without a year or a zone.
- A line that begins with \`#Fields:\` (IIS, W3C) or \`#fields\` (Zeek) names the columns behind it: \`w3c\`, \`zeek\`.
- A first line that names columns, a message and a time or level among them, makes a table of the rest: \`csv\`, with a comma, a
  semicolon, a tab or a bar between fields, quoted where they need it. Day and time of day may be two columns.
- Where no format fits, a time in a known form at one place of nearly every line is enough: \`time-inside\`.

## Formats of your own

\`\`\`yaml
formats:
  - name: gate
    pattern: '%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} \\[%{DATA:component}\\] %{GREEDYDATA:message}'
    samples:
      - "2025-04-01 12:00:01 INFO [db] connection opened"
  - name: tilde
    pattern: '(?P<time>\\S+ \\S+) ~ (?P<level>\\w+) ~ (?P<message>.*)'
  - name: dashed
    pattern: "<time:dayFirst> -- <level> -- <component>: <message>"
\`\`\`

They go before all formats of single lines below; \`--format-hint\` puts one before all. A pattern is one of three:

- **grok**: \`%{NAME:field}\` with the usual names (\`TIMESTAMP_ISO8601\`, \`LOGLEVEL\`, \`DATA\`, \`GREEDYDATA\`, …) and regular expressions
  between them;
- **a regular expression** with named groups, in [RE2's syntax](https://github.com/google/re2/wiki/Syntax): its time grows with the
  line and no faster, so it has no looking around and no references back;
- **a layout**, as the formats below have them: \`<time:KIND>\`, \`<level>\`, \`<component>\`, \`<host>\`, \`<message>\`, \`<skip>\`; a blank
  stands for one or more, \`{…}\` may be absent, a backslash takes the next character as it is.

Fields called \`time\` (\`timestamp\`, \`date\`, \`ts\`), \`level\` (\`severity\`, \`loglevel\`), \`component\` (\`logger\`, \`service\`, \`program\`,
\`module\`, \`class\`), \`host\`, \`message\` (\`msg\`) are used; others only help to match. Without a \`message\` the whole line is it.
A pattern that does not read one of its own \`samples\` is an error before anything is read.

## The list
`;

const KINDS: Readonly<Record<Format["kind"], string>> = {
  text: "its layouts",
  json: "one JSON object in every line, however its keys are called",
  "prefixed-json": "a JSON object at the end of every line, with two of time, level and message among its keys",
  "event-xml": "one whole `<Event>` element with its `<System>` part in every line",
  logfmt: "`key=value` pairs that are most of the line, with two of time, level and message among their keys",
  csv: "the columns that the first line names",
  pattern: "its pattern",
};
const SHOWN_LAYOUTS = 4;

const block = (lines: readonly string[]): string => `\`\`\`text\n${lines.join("\n")}\n\`\`\``;

function section({ name, summary, kind, layouts, samples, negatives }: Format): string {
  const more = layouts.length - SHOWN_LAYOUTS;
  const found =
    kind === "text"
      ? `Found by its layouts:\n\n${block([...layouts.slice(0, SHOWN_LAYOUTS), ...(more > 0 ? [`… and ${more} more`] : [])])}`
      : `Found by ${KINDS[kind]}.`;
  return `### ${name}\n\n${summary}\n\n${found}\n\nReads:\n\n${block(samples)}\n\nRefuses:\n\n${block(negatives)}\n`;
}

const records = ({ name, summary, samples, negatives }: RecordFormat): string =>
  `### ${name}\n\n${summary}\n\nReads:\n\n${block(samples)}\n\nRefuses:\n\n${block(negatives)}\n`;

const RECORDS = `## Records of several lines

Here no line says all: the lines of a record are one event, and its time, level and message come from several of them. They are known
by what the first lines of a file look like together.
`;

/** The text of docs/formats.md. */
export const formatDocument = (formats: readonly Format[], several: readonly RecordFormat[]): string =>
  `${HEAD}\n${formats.map(section).join("\n")}\n${RECORDS}\n${several.map(records).join("\n")}`;
