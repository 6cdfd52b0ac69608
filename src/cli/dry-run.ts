import { LLMError } from "../core/errors.ts";
import type { LLMProvider, LLMRequest, Wrap } from "../core/llm-provider.ts";
import { printable } from "../core/printable.ts";
import { count, number } from "../core/words.ts";

/** A question as it would have been sent. */
interface Question {
  readonly provider: Pick<LLMProvider, "name" | "model" | "host">;
  readonly request: LLMRequest;
}

/** Characters a token, about: what English and logs come to with the usual models. */
const CHARACTERS_PER_TOKEN = 4;

const bytesOf = ({ request }: Question): number => Buffer.byteLength(JSON.stringify(request));

const charactersOf = ({ request: { system, messages } }: Question): number =>
  messages.reduce((sum, { text }) => sum + text.length, system.length);

const linesOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  | ${printable(line)}`)
    .join("\n");

/** Keeps what a run would send, and sends nothing. */
export interface DryRun {
  readonly guard: Wrap;
  /** The prompts, and what they come to. */
  text(): string;
}

export function dryRun(): DryRun {
  const questions: Question[] = [];
  const guard: Wrap = (provider) => ({
    ...provider,
    complete(request) {
      questions.push({ provider, request });
      const error = new LLMError("nothing is sent with --dry-run", { kind: "bad_request", retryable: false });
      return Promise.reject(error);
    },
  });
  const block = (question: Question, i: number): string => {
    const { provider, request } = question;
    const head = `prompt ${i + 1} of ${questions.length} to ${provider.name} at ${provider.host}, model ${provider.model}, ${count(bytesOf(question), "byte")}`;
    const parts = [
      ...(request.system === "" ? [] : [`  system\n${linesOf(request.system)}`]),
      ...request.messages.map(({ role, text }) => `  ${role}\n${linesOf(text)}`),
    ];
    return `${printable(head)}\n${parts.join("\n")}\n`;
  };
  const sum = (of: (question: Question) => number): number => questions.reduce((all, one) => all + of(one), 0);
  return {
    guard,
    text() {
      const hosts = [...new Set(questions.map(({ provider }) => provider.host))].join(", ");
      const tokens = number(Math.ceil(sum(charactersOf) / CHARACTERS_PER_TOKEN));
      const end =
        questions.length === 0
          ? "no prompt would be sent"
          : `${count(questions.length, "prompt")} would be sent to ${printable(hosts)}: ${count(sum(bytesOf), "byte")}, about ${tokens} tokens`;
      return `${questions.map((question, i) => `${block(question, i)}\n`).join("")}${end}; nothing was sent, no file was written\n`;
    },
  };
}
