import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { RunEvent } from "../core/run.ts";
import { count } from "../core/words.ts";
import { parseLog } from "../pipeline/parse.ts";
import { findSources } from "../sources/index.ts";
import { diskError, stagedFiles } from "../store/atomic-file.ts";
import { makeFolder } from "../store/make-folder.ts";
import { resultName } from "../store/run-folder.ts";
import { miners } from "../templates/index.ts";
import { EXIT } from "./exit-codes.ts";
import { notices } from "./notices.ts";
import type { Terminal } from "./terminal.ts";

export interface ParseOptions {
  readonly logFormat: string;
  readonly output: string;
  readonly parser: string;
  readonly encoding?: string;
}

/** `parse FILE…`: every line split by a format, its template and its values, as CSV. */
export async function parse(inputs: readonly string[], options: ParseOptions, terminal: Terminal): Promise<number> {
  const miner = miners.find(({ name }) => name === options.parser);
  if (!miner)
    throw new UserError(
      `expected --parser to be one of ${miners.map(({ name }) => name).join(", ")}, got "${options.parser}"`,
      "auto is the default",
    );
  const heard = notices(false);
  const say = (lines: readonly string[]): void => {
    for (const line of lines) void terminal.stderr.write(`${line}\n`);
  };
  const emit = (event: RunEvent): void => say(heard.take(event));
  const run = { signal: terminal.signal, now: terminal.now, emit };
  const sources = await findSources(inputs, {
    exclude: [options.output],
    stdin: () => terminal.stdin,
    batchSize: 5000,
    encoding: options.encoding ?? null,
    emit,
  });
  const parsed = await parseLog(sources, options.logFormat, miner, run);
  say(heard.rest());
  try {
    await makeFolder(options.output).catch((error: unknown) => {
      throw diskError(error, options.output);
    });
    const name = await resultName(inputs);
    const files = stagedFiles();
    await files.add(join(options.output, `${name}_structured.csv`), parsed.structured, terminal.signal);
    await files.add(join(options.output, `${name}_templates.csv`), parsed.templateRows, terminal.signal);
    await files.commit();
    await terminal.stdout.write(
      `${count(parsed.lines, "line")}, ${count(parsed.templates, "template")}\nwrote ${join(options.output, `${name}_{structured,templates}.csv`)}\n`,
    );
  } finally {
    parsed.close();
  }
  return EXIT.done;
}
