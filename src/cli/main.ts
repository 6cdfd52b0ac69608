#!/usr/bin/env node
import { homedir } from "node:os";
import { UserError } from "../core/errors.ts";
import { EXIT } from "./exit-codes.ts";
import { interruption } from "./interruption.ts";
import { runProgram } from "./program.ts";
import { endingOf } from "./report-error.ts";
import { messageOutput, OutputClosed, resultOutput } from "./streams.ts";
import { readVersion } from "./version.ts";

/** Milliseconds that open handles (a pipe that nobody closes, an idle connection) may keep a finished command alive. */
const LINGER = 250;

const stderr = messageOutput(process.stderr);
const ending = interruption(() => {
  const text = "loganomaly: interrupted: what was read is judged; again to end at once\n";
  void stderr.write(stderr.isTerminal ? `\n${text}` : text);
});
const stdout = resultOutput(process.stdout, () => ending.end(new OutputClosed()));

const on = (name: "SIGINT" | "SIGTERM", code: number, act: () => void): void => {
  process.on(name, () => {
    // The second signal means now: nothing half-written stands under a final name.
    if (ending.signal.aborted || (ending.enough.aborted && name === "SIGINT")) process.exit(code);
    act();
    // A read that never ends would not look at the signal.
    process.stdin.destroy();
  });
};
on("SIGINT", EXIT.interrupted, ending.interrupt);
on("SIGTERM", EXIT.terminated, () => ending.end("SIGTERM"));

const OLDEST_NODE = 22;

async function main(): Promise<number> {
  try {
    if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
      throw new UserError(
        `expected Node ${OLDEST_NODE} or newer, got ${process.versions.node}`,
        "https://nodejs.org has a current one",
        1,
      );
    }
    return await runProgram(process.argv.slice(2), {
      stdout,
      stderr,
      stdin: process.stdin,
      environment: process.env,
      folder: process.cwd(),
      home: homedir(),
      version: readVersion(),
      now: Date.now,
      signal: ending.signal,
      interruption: ending,
    });
  } catch (error) {
    const { code, text } = endingOf(error, ending.signal);
    if (text !== "") await stderr.write(text);
    return code;
  }
}

process.exitCode = await main();
// Everything was handed over with its callback awaited, so nothing is cut off here.
setTimeout(() => process.exit(), LINGER).unref();
