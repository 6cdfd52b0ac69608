import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { EXIT } from "./exit-codes.ts";
import { Interrupted } from "./interruption.ts";
import { OutputClosed } from "./streams.ts";

/** How a command ended, and what is to be said about it. */
export interface Ending {
  readonly code: number;
  readonly text: string;
}

const named = (line: string): string => `loganomaly: ${printable(line)}`;

/** Each problem on its own line, then the hint. */
export function userErrorText({ message, hint }: UserError): string {
  const lines = message.split("\n").map(named);
  if (hint !== "") lines.push(...hint.split("\n").map((line) => `  ${printable(line)}`));
  return `${lines.join("\n")}\n`;
}

/** Turns whatever was thrown into a code and words. A bug keeps its stack. */
export function endingOf(error: unknown, signal: AbortSignal): Ending {
  if (error instanceof OutputClosed) return { code: EXIT.done, text: "" };
  if (error instanceof Interrupted) return { code: EXIT.interrupted, text: `${named("interrupted")}\n` };
  if (signal.aborted) {
    if (signal.reason instanceof OutputClosed) return { code: EXIT.done, text: "" };
    const code = signal.reason === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    return { code, text: `${named("interrupted")}\n` };
  }
  if (error instanceof UserError) return { code: error.exitCode, text: userErrorText(error) };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split("\n").map((line) => printable(line));
  const text = [named("this is a bug, please report it"), ...lines].join("\n");
  return { code: EXIT.failed, text: `${text}\n` };
}
