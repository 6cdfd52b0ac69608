import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { RunEvent } from "../core/run.ts";
import { count } from "../core/words.ts";
import { lineParser, type OpenParser, shapeParser } from "../pipeline/message-parser.ts";
import { parseLog } from "../pipeline/parse.ts";
import { findSources } from "../sources/index.ts";
import { diskError, stagedFiles } from "../store/atomic-file.ts";
import { makeFolder } from "../store/make-folder.ts";
import { resultName } from "../store/run-folder.ts";
import { lineMiners, miners } from "../templates/index.ts";
import { EXIT } from "./exit-codes.ts";
import { notices } from "./notices.ts";
import { flagOf, type ParserOptions, typedOptions } from "./parser-flags.ts";
import type { Terminal } from "./terminal.ts";

export interface ParseOptions extends ParserOptions {
  readonly logFormat: string;
  readonly output: string;
  readonly parser: string;
  readonly encoding?: string;
  readonly parameters: boolean;
}

/** The parser that was asked for, with its options. */
function parserOf(options: ParseOptions): OpenParser {
  const lines = lineMiners.find(({ name }) => name === options.parser);
  const typed = typedOptions(options);
  const [other] = [...typed.keys()].filter((name) => lines?.expected.has(name) !== true);
  if (other !== undefined) {
    const owners = lineMiners.filter(({ expected }) => expected.has(other)).map(({ name }) => name);
    throw new UserError(
      `${flagOf(other)} is an option of ${owners.join(", ")}, and the parser is ${options.parser}`,
      `leave it out, or say --parser ${owners[0] ?? "drain"}`,
    );
  }
  if (lines === undefined) {
    const shapes = miners.find(({ name }) => name === options.parser);
    if (shapes !== undefined) return shapeParser(shapes);
    const names = [...miners, ...lineMiners].map(({ name }) => name);
    throw new UserError(
      `expected --parser to be one of ${names.join(", ")}, got "${options.parser.slice(0, 60)}"`,
      "auto is the default",
    );
  }
  const parsed = lines.options.safeParse(Object.fromEntries(typed));
  if (parsed.success) return lineParser(lines, parsed.data);
  const [key = "", at] = parsed.error.issues[0]?.path ?? [];
  const name = String(key);
  const value = typed.get(name);
  const got = Array.isArray(value) ? value[Number(at ?? 0)] : value;
  throw new UserError(
    `expected ${flagOf(name)} to be ${lines.expected.get(name)?.replace(/[:;].*/, "")}, got ${JSON.stringify(got)}`,
    "loganomaly parse --help says what each option does",
  );
}

/** `parse FILE…`: every line split by a format, its template and its values, as CSV. */
export async function parse(inputs: readonly string[], options: ParseOptions, terminal: Terminal): Promise<number> {
  const parser = parserOf(options);
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
  const parsed = await parseLog(
    sources,
    { format: options.logFormat, parser, keepParameters: options.parameters },
    run,
  );
  say(heard.rest());
  try {
    await makeFolder(options.output).catch((error: unknown) => {
      throw diskError(error, options.output);
    });
    const name = await resultName(inputs);
    const files = stagedFiles();
    await files.add(join(options.output, `${name}_structured.csv`), parsed.structured, terminal.signal);
    await files.add(join(options.output, `${name}_templates.csv`), parsed.templateRows, terminal.signal);
    for (const [ending, rows] of parsed.files)
      await files.add(join(options.output, `${name}.${ending}`), rows, terminal.signal);
    await files.commit();
    const wrote = [`wrote ${join(options.output, `${name}_{structured,templates}.csv`)}`];
    if (parsed.files.size > 0)
      wrote.push(`wrote ${join(options.output, `${name}.{${[...parsed.files.keys()].join(",")}}`)}`);
    await terminal.stdout.write(
      `${count(parsed.lines, "line")}, ${count(parsed.templates, "template")}\n${wrote.join("\n")}\n`,
    );
  } finally {
    parsed.close();
  }
  return EXIT.done;
}
