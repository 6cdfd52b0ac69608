import { Console } from "node:console";
import { EXIT } from "./exit-codes.ts";
import { named } from "./notices.ts";
import { endingOf } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/** Node's own code for a program that waits for what never comes. */
const UNSETTLED = 13;

/** Runs what loads and runs plugins: whatever one of them does to the process is told, and costs no results where it need not. */
export async function watchingPlugins(
  run: () => Promise<number>,
  { stderr, signal, interruption }: Terminal,
): Promise<number> {
  const { heardUncaught } = await import("../workflow/index.ts");
  let isOver = false;
  // Standard output holds results and nothing else. It stays so: what a plugin began may print after the run.
  globalThis.console = new Console(stderr.stream);
  const ended = (code: number): void => {
    const isOurs = signal.aborted || interruption.enough.aborted || code === UNSETTLED;
    if (isOver || isOurs) return;
    process.exitCode = EXIT.failed;
    stderr.stream.write(`${named("a plugin ended the process before the results were written")}\n`);
  };
  process.on("exit", ended);
  process.on("uncaughtException", (error: unknown) => {
    if (!heardUncaught(error)) {
      isOver = true;
      const { code, text } = endingOf(error, signal);
      stderr.stream.write(text);
      process.exit(code);
    }
    const text = error instanceof Error ? error.message : String(error);
    if (isOver) void stderr.write(`${named(`a plugin failed after the run: ${text}`)}\n`);
  });
  try {
    return await run();
  } finally {
    isOver = true;
    process.off("exit", ended);
  }
}
