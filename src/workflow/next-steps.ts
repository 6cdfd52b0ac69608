import type { Case } from "../core/case.ts";
import { acceptedStep, addressStep, beforeStep, belowStep, searchStep, shellWord } from "./commands.ts";
import type { Family } from "./family.ts";
import type { NextStep } from "./judgement.ts";
import { tellingLine } from "./line-parts.ts";
import { printable } from "./printable.ts";
import { restartsOf } from "./restarts.ts";

const STEPS = 3;
/** Characters in which the name of a product is looked for. */
const JUDGED = 2000;

/** Secrets that cannot be exchanged for new ones. */
const LASTING = new Set(["card", "iban", "email"]);

const STOP_WRITING = "Stop writing it to the log";
/** Whether the step is what the rules say of a secret. */
export const isSecretStep = ({ text }: NextStep): boolean => text.startsWith(STOP_WRITING);

function secretStep(secrets: readonly string[]): NextStep {
  const what = secrets.slice(0, 3).join(", ");
  const rotates = secrets.some((kind) => !LASTING.has(kind));
  return {
    text: `${STOP_WRITING} (${what}), purge the log and its copies${rotates ? ", then rotate it" : ""}.`,
    command: "",
  };
}

/** What a restart loop asks for: what ended the program the last time. */
function restartSteps(subject: Case): NextStep[] {
  const restarts = restartsOf(subject);
  if (restarts === undefined) return [];
  const { pod, unit } = restarts;
  if (pod !== "")
    return [
      { text: "See why it ended the last time.", command: `kubectl describe pod ${shellWord(pod)}` },
      {
        text: "Read what it wrote before it ended.",
        command: `kubectl logs --previous ${shellWord(pod)} | tail -n 50`,
      },
    ];
  if (unit !== "")
    return [
      { text: "Read what it wrote before it ended.", command: `journalctl -u ${shellWord(unit)} -n 50 --no-pager` },
    ];
  return [];
}

/** A family's own steps: first what the log itself can say, then what the machine can. Products' commands only where they are named. */
function familySteps(subject: Case, family: Family): { readonly ofLog: NextStep[]; readonly ofMachine: NextStep[] } {
  const { asks } = family;
  const asked =
    asks === undefined
      ? undefined
      : asks.of === "addresses"
        ? addressStep(subject, asks.text)
        : belowStep(subject, asks.text);
  const text = `${subject.component} ${subject.log} ${tellingLine(subject)?.text ?? ""}`.slice(0, JUDGED);
  const ofMachine = family.steps.filter(({ needs }) => needs === undefined || needs.test(text));
  return {
    ofLog: asked === undefined ? [] : [asked],
    ofMachine: ofMachine.map(({ text: action, command }) => ({ text: action, command })),
  };
}

/** One to three things to do, the most useful first: the log before the machine, which may be another one than the reader's. */
export function stepsOf(subject: Case, families: readonly Family[]): NextStep[] {
  const found = families.map((family) => familySteps(subject, family));
  const leading = found[0] ?? { ofLog: [], ofMachine: [] };
  const others: (NextStep | undefined)[] = [
    acceptedStep(subject),
    ...restartSteps(subject).slice(0, 1),
    ...leading.ofLog,
    beforeStep(subject),
    leading.ofLog.length > 0 ? undefined : searchStep(subject),
    ...leading.ofMachine,
    ...restartSteps(subject).slice(1),
    searchStep(subject),
    ...found.slice(1).flatMap(({ ofLog, ofMachine }) => [...ofLog, ...ofMachine.slice(0, 1)]),
  ];
  const [next, ...rest] = others.filter((step) => step !== undefined);
  const secret = subject.secrets.length > 0 ? secretStep(subject.secrets) : undefined;
  // Where something fails, or somebody got in, that its lines hold a secret is the smaller trouble; but it is always told.
  const [first] = subject.factors;
  const isFirst = (first === undefined || first.kind === "SECRET") && acceptedStep(subject) === undefined;
  const wanted = isFirst ? [secret, next, ...rest] : [next, secret, ...rest];
  const steps: NextStep[] = [];
  for (const step of wanted) {
    if (step === undefined || steps.length >= STEPS) continue;
    const isKnown = steps.some(
      ({ text, command }) => text === step.text || (command !== "" && command === step.command),
    );
    if (!isKnown) steps.push({ text: printable(step.text, 200), command: step.command });
  }
  if (steps.length === 0) {
    const command = "journalctl -p warning --since '-1 hour' | tail -n 50";
    steps.push({ text: "Read the warnings of the last hour.", command });
  }
  return steps;
}
