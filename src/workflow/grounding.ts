import type { Answer } from "./answer.ts";

/** What of an answer is proved by the evidence that the model was shown. */
export interface Grounded {
  /** Sentences whose citations all exist and whose quotes match. */
  readonly claims: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  /** Ids that were cited and exist. */
  readonly found: readonly string[];
  /** Distinct ids that were cited. */
  readonly given: number;
  /** What is wrong, for the model; empty: nothing. */
  readonly complaint: string;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s"'“”‘’`]+/g, " ")
    .replace(/^[.… ]+|[.… ]+$/g, "");

/** `[e1]`, `E1`, `1`: ways to write e1. */
const idOf = (text: string): string => {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^[[(]+|[\])]+$/g, "");
  return /^\d+$/.test(bare) ? `e${bare}` : bare;
};

/** Checks each citation and each quote. `shown`: the evidence as it stood in the prompt, by id. */
export function ground(answer: Answer, shown: ReadonlyMap<string, string>): Grounded {
  const claims: { text: string; evidence: string[] }[] = [];
  const found = new Set<string>();
  const given = new Set<string>();
  const wrong: string[] = [];
  for (const { text, evidence, quote } of answer.explanation) {
    const ids = [...new Set(evidence.map(idOf))];
    const unknown = ids.filter((id) => !shown.has(id));
    for (const id of ids) given.add(id);
    for (const id of unknown) wrong.push(`there is no evidence ${id.slice(0, 20)}`);
    const wanted = plain(quote);
    const isQuoted = wanted === "" || ids.some((id) => plain(shown.get(id) ?? "").includes(wanted));
    if (!isQuoted && unknown.length === 0)
      wrong.push(`the quote "${quote.slice(0, 40)}" is not in ${ids.join(", ") || "the evidence"}`);
    for (const id of ids) if (shown.has(id)) found.add(id);
    if (ids.length > 0 && unknown.length === 0 && isQuoted && text.trim() !== "") claims.push({ text, evidence: ids });
  }
  return { claims, found: [...found], given: given.size, complaint: wrong.slice(0, 3).join("; ") };
}
