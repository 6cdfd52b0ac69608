import type { Corpus } from "../../bench/mining-corpora.ts";
import type { Mined } from "./miners.ts";
import type { MiningResult, Scores } from "./result-file.ts";
import { conventionForm, groupingScore, strictForm, textScore } from "./scores.ts";

type MinerResult = MiningResult["miners"][number];
type SystemResult = MinerResult["systems"][number];

function systemResult(
  { name, labels, correctedLabels, correctedTexts }: Corpus,
  { found, texts }: Mined,
): SystemResult {
  const original = groupingScore(found, labels);
  const corrected = groupingScore(found, correctedLabels);
  const plain = textScore(found, texts, correctedLabels, correctedTexts, conventionForm);
  const strict = textScore(found, texts, correctedLabels, correctedTexts, strictForm);
  const scores: Scores = {
    GA: rounded(original.GA),
    FGA: rounded(original.FGA),
    "GA c": rounded(corrected.GA),
    "FGA c": rounded(corrected.FGA),
    PA: rounded(plain.PA),
    FTA: rounded(plain.FTA),
    "PA s": rounded(strict.PA),
    "FTA s": rounded(strict.FTA),
  };
  return { system: name, scores, templates: original.found, true: original.true };
}

/** More digits than any table shows. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** How right a miner is on each system, and on their mean. `mined`: in the order of the systems. */
export function minerResult(miner: string, corpora: readonly Corpus[], mined: readonly Mined[]): MinerResult {
  const systems = corpora.map((corpus, at) => systemResult(corpus, mined[at]!));
  const mean = (column: keyof Scores): number =>
    rounded(systems.reduce((sum, { scores }) => sum + scores[column], 0) / systems.length);
  const means: Scores = {
    GA: mean("GA"),
    FGA: mean("FGA"),
    "GA c": mean("GA c"),
    "FGA c": mean("FGA c"),
    PA: mean("PA"),
    FTA: mean("FTA"),
    "PA s": mean("PA s"),
    "FTA s": mean("FTA s"),
  };
  return { miner, means, systems };
}
