import { SEVERITY_WORDS } from "../../src/core/labels.ts";
import { severityWord } from "./layout.ts";
import { type Line, span } from "./spans.ts";

const KEYS = [
  ["↑ ↓  j k", "line"],
  ["PgUp PgDn", "page"],
  ["g G", "top, bottom"],
  ["Enter", "open"],
  ["[ ]", "incident before, after"],
  ["Esc", "back"],
  ["?", "keys"],
  ["q", "quit"],
] as const;

const SAYS = [
  ["critical", "stop and look now"],
  ["high", "look today"],
  ["medium", "look this week"],
  ["low", "know about it"],
] as const;

/** All keys, and what the severities ask for. */
export const keysLines = (): Line[] => [
  [],
  ...KEYS.map(([key, does]) => [span("bold", key.padEnd(11)), span("plain", does)]),
  [],
  [span("dim", "severity")],
  ...SAYS.map(([severity, says]) => [span(severity, severityWord(severity)), span("plain", `   ${says}`)]),
  [],
  [span("dim", `for is how long it lasted; ${SEVERITY_WORDS.critical.shape} over the chart marks where it began`)],
];
