import {
  aliasTarget,
  type Configuration,
  expectation,
  type FlagValue,
  type Key,
  keysOf,
  nearest,
  readerOf,
  settingsSchema,
  shapeOf,
  variableOf,
} from "../config/index.ts";
import { isScalar } from "../config/keys.ts";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { EXIT } from "./exit-codes.ts";
import { flagsOfKey } from "./flags.ts";
import { named } from "./notices.ts";
import { configurationFor } from "./scan-command.ts";
import type { Terminal } from "./terminal.ts";

/** The keys that a word names: a key, a section, or another name of a key. */
function chosenKeys(word: string | undefined, keys: readonly Key[]): readonly Key[] {
  if (word === undefined) return keys;
  const asked = aliasTarget(word)?.join(".") ?? word.replace(/\.$/, "");
  const found = keys.filter(({ name }) => name === asked || name.startsWith(`${asked}.`));
  if (found.length > 0) return found;
  const sections = keys.flatMap(({ path }) => path.map((_, i) => path.slice(0, i + 1).join(".")));
  const inner = keys.filter(({ name }) => name.endsWith(`.${asked}`)).map(({ name }) => name);
  const meant = inner[0] ?? nearest(asked, [...new Set(sections)]);
  throw new UserError(
    `unknown key ${printable(JSON.stringify(word.slice(0, 80)))}`,
    meant === undefined
      ? "loganomaly config explain lists every key"
      : `did you mean loganomaly config explain ${meant}?`,
  );
}

/** Everything about one key. */
function block({ name, help, shape, path }: Key, { keys, file }: Configuration): string {
  const found = keys.get(name);
  const isStep = found?.value === undefined;
  const flags = flagsOfKey(name);
  const origin = found?.origin.text ?? "default";
  const rows: readonly (readonly [string, string])[] = [
    ["value", isStep ? "not set: as in llm" : JSON.stringify(found.value)],
    ["from", origin],
    ["accepts", expectation(shape)],
    ...(flags.length > 0 ? [["flags", flags.join(", ")] as const] : []),
    ...(isScalar(shape) ? [["variable", variableOf(path)] as const] : []),
    ["read by", readerOf(name) ?? "nothing"],
    ["help", help],
    ...(file === undefined ? [] : [["file", file] as const]),
  ];
  return `${name}\n${rows.map(([label, text]) => `  ${label.padEnd(9)} ${printable(text)}`).join("\n")}\n`;
}

/** `config explain [KEY]`: effective value, where it came from, what else could set it, what reads it. */
export async function configExplain(
  word: string | undefined,
  file: string | undefined,
  flags: readonly FlagValue[],
  terminal: Terminal,
): Promise<number> {
  const { detectors } = await import("../detectors/index.ts");
  const keys = chosenKeys(word, keysOf(shapeOf(settingsSchema(detectors))));
  const configuration = await configurationFor(file, flags, terminal);
  for (const text of [...configuration.warnings, ...configuration.notes])
    await terminal.stderr.write(`${named(text)}\n`);
  await terminal.stdout.write(keys.map((key) => block(key, configuration)).join("\n"));
  return EXIT.done;
}
