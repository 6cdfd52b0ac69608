import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { wallSeconds } from "./timing.ts";

const command = resolve(import.meta.dirname, "../dist/src/cli/main.js");

/** Whether the command was built. */
export const isBuilt = (): boolean => existsSync(command);

/**
 * Runs the built command without a model: its seconds by the clock, and its peak resident memory in MiB. Needs Linux (/proc).
 * `config`: a configuration file.
 */
export function runCommand(
  input: string,
  output: string,
  config?: string,
): Promise<{ mebibytes: number; seconds: number }> {
  const begun = process.hrtime.bigint();
  const flags = ["--input", input, "--output", output, "--disable-llm", "--quiet"];
  if (config !== undefined) flags.push("--config", config);
  const child = spawn(process.execPath, [command, ...flags], { stdio: "ignore" });
  let kibibytes = 0;
  // The kernel keeps the highest value: looking seldom misses what the last look would have shown, and no more.
  const look = (): void => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "latin1");
      kibibytes = Math.max(kibibytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(look, 20);
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code) => {
      clearInterval(timer);
      if (code === 0) done({ mebibytes: kibibytes / 1024, seconds: wallSeconds(begun) });
      else fail(new Error(`the command ended with ${code}`));
    });
  });
}
