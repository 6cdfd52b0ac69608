import { tagNamed } from "../core/tags.ts";
import type { Answer } from "./answer.ts";
import { lookingCommand } from "./commands.ts";
import type { Grounded } from "./grounding.ts";
import { type Judgement, type NextStep, TITLE_LIMIT } from "./judgement.ts";
import { isSecretStep } from "./next-steps.ts";
import { cutAtWord, printable, sentence } from "./printable.ts";

/** Characters of a model's words that are kept. */
const LIMITS = { reason: 300, sentence: 300, step: 200 };
const CLAIMS = 3;
const STEPS = 3;

export interface MergeInput {
  readonly rules: Judgement;
  readonly answer: Answer;
  readonly grounded: Grounded;
  /** Citations were asked for and twice wrong. */
  readonly isUnproved: boolean;
  /** Below this the model cannot go: detectors established it, or the lines hold orders to it. */
  readonly hasFloor: boolean;
  readonly hasSecrets: boolean;
  /** Makes a model's text safe to store: identifiers back, secrets out. */
  readonly own: (text: string) => string;
}

export interface Merged {
  readonly judgement: Judgement;
  /** The model's words stand; else the rules' do. */
  readonly isModels: boolean;
}

const vocabulary = (tags: readonly string[]): string[] => tags.flatMap((tag) => tagNamed(tag) ?? []);
const SECURITY = new Set(["Security", "Secret"]);

/** What happened, without why it would be abnormal. */
const factsOf = (rules: Judgement): Judgement["explanation"] => rules.explanation.slice(0, 1);

/** Puts the model's answer over the rules' judgement. It may raise, tag and explain; it cannot go below the floor. */
export function merge({ rules, answer, grounded, isUnproved, hasFloor, hasSecrets, own }: MergeInput): Merged {
  const classification = isUnproved ? "uncertain" : answer.classification;
  if (hasFloor && rules.classification === "anomaly" && classification !== "anomaly") {
    return { judgement: rules, isModels: false };
  }
  const say = (text: string, limit: number): string =>
    printable(own(printable(text, limit)), limit).replace(/ {2,}/g, " ");
  const claims = grounded.claims
    .slice(0, CLAIMS)
    .map(({ text, evidence }) => ({ text: sentence(say(text, LIMITS.sentence)), evidence }));
  const steps: NextStep[] = answer.next_steps.flatMap(({ text, command }) => {
    const action = sentence(say(text, LIMITS.step));
    return action === "" ? [] : [{ text: action, command: lookingCommand(own(command)) }];
  });
  // A secret in the log is the rules' finding: what they say to do about it stays.
  const rotate = hasSecrets ? rules.next_steps.filter(isSecretStep) : [];
  const kept = hasFloor ? rules.tags : rules.tags.filter((tag) => SECURITY.has(tag));
  const given = vocabulary(answer.tags);
  const tags = [...new Set([...kept, ...(given.length > 0 ? given : rules.tags)])];
  return {
    isModels: true,
    judgement: {
      classification,
      reason: sentence(say(answer.reason, LIMITS.reason)) || rules.reason,
      tags,
      confidence: answer.confidence ?? 0.5,
      title: cutAtWord(say(answer.title, TITLE_LIMIT * 3), TITLE_LIMIT) || rules.title,
      explanation: claims.length > 0 ? claims : classification === "normal" ? factsOf(rules) : rules.explanation,
      next_steps:
        steps.length > 0 || classification === "normal" ? [...rotate, ...steps].slice(0, STEPS) : rules.next_steps,
    },
  };
}
