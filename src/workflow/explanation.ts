import type { EvidenceLine, Verdict } from "../core/anomaly.ts";
import type { Case } from "../core/case.ts";
import type { Factor } from "../core/detector.ts";
import { LEVELS } from "../core/levels.ts";
import { failureWord, quoteOf } from "./clause.ts";
import type { Family } from "./family.ts";
import type { Claim } from "./judgement.ts";
import { levelIndex, messageOf, messageOfLine, tellingLine } from "./line-parts.ts";
import { printable, sentence } from "./printable.ts";
import { countOfLines } from "./title.ts";

/** Characters of a quote. */
const QUOTE = 120;

const clockOf = (time: string | null): string => (time === null ? "" : (/\d{2}:\d{2}:\d{2}/.exec(time)?.[0] ?? ""));

/** A factor as a sentence: what was measured and what is normal. */
export const measure = ({ text, expected }: Factor): string =>
  /normal is|expected/i.test(text) || expected === "" ? text : `${text.replace(/[.\s]+$/, "")}; normal is ${expected}`;

/** What happened, why it is abnormal, what else: each with the lines that prove it. A quote stands in the line that is cited first. */
export function explanationOf(subject: Case, family: Family | undefined, classification: Verdict): Claim[] {
  const telling = tellingLine(subject);
  if (telling === undefined || subject.log.trim() === "") return [];
  const message = messageOf(subject);
  const quote = quoteOf(telling.text, message, failureWord(message, levelIndex(subject)), QUOTE);
  const first = subject.evidence[0] ?? telling;
  const who = subject.component === "" ? "The log" : printable(subject.component, 60);
  const lines = subject.established?.lines ?? 1;
  const since = clockOf(first.time);
  const at = since === "" ? "" : lines > 1 ? `, first at ${since}` : ` at ${since}`;
  const what =
    subject.subject.kind === "incident" && lines > 1
      ? `${countOfLines(lines)}${at}${quote === "" ? "" : `, such as “${quote}”`}`
      : `${who} wrote ${quote === "" ? "" : `“${quote}”`}${lines > 1 ? ` in ${countOfLines(lines)}` : quote === "" ? "a line" : ""}${at}`;
  const isFirstMeant = lines > 1 && since !== "" && telling.id !== first.id;
  const claims: Claim[] = [
    { text: `${what.replace(/ {2,}in /, " in ")}.`, evidence: isFirstMeant ? [telling.id, first.id] : [telling.id] },
  ];
  const factors = subject.factors.filter(({ kind }) => kind !== "OUTLIER").slice(0, 2);
  if (factors.length > 0) {
    const text = factors.map((factor) => sentence(printable(measure(factor), 240))).join(" ");
    claims.push({ text, evidence: [telling.id] });
  } else if (family !== undefined && classification !== "normal") {
    claims.push({ text: sentence(`${family.observed}; normal is ${family.normal}`), evidence: [telling.id] });
  }
  if (subject.secrets.length > 0) {
    const text = sentence(`secrets stand in clear in the log: ${subject.secrets.join(", ")}`);
    claims.push({ text, evidence: [telling.id] });
  } else {
    const later = laterLine(subject, telling);
    if (later !== undefined) claims.push(later);
  }
  return claims;
}

/** A further line that says something else, and when. */
function laterLine(subject: Case, telling: EvidenceLine): Claim | undefined {
  const said = messageOf(subject).slice(0, 24);
  for (const line of subject.evidence.toReversed()) {
    if (line.id === telling.id || line.time === null || line.text.trim() === "" || line.text.includes(said)) continue;
    const message = messageOfLine(line);
    const quote = quoteOf(line.text, message, failureWord(message, LEVELS.indexOf(line.level)), QUOTE);
    const clock = clockOf(line.time);
    if (quote !== "") return { text: `${clock === "" ? "Also" : `At ${clock}`}: “${quote}”.`, evidence: [line.id] };
  }
  return undefined;
}
