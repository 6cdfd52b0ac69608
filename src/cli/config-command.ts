import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { EXIT } from "./exit-codes.ts";
import { named } from "./notices.ts";
import { configurationFor } from "./scan-command.ts";
import type { Terminal } from "./terminal.ts";

const valueText = (value: unknown): string => printable(value === undefined ? "(as llm)" : JSON.stringify(value));

/** `config check`: all that is wrong at once, or every key's value and where it came from. */
export async function configCheck(file: string | undefined, terminal: Terminal): Promise<number> {
  const { stdout, stderr } = terminal;
  if (file === "") throw new UserError("expected the path of a configuration file, got nothing");
  const configuration = await configurationFor(file, [], terminal);
  for (const text of [...configuration.warnings, ...configuration.notes]) await stderr.write(`${named(text)}\n`);
  for (const { pattern, expires } of configuration.settings.known_normal)
    if (expires !== null && terminal.now() > Date.parse(`${expires}T23:59:59.999Z`))
      await stderr.write(
        `${named(`known_normal: "${pattern.slice(0, 80)}" expired on ${expires}: it hides nothing in logs that end later`)}\n`,
      );
  const rows = [...configuration.keys].map(([key, { value, origin }]) => [key, valueText(value), origin.text] as const);
  const widths = [0, 1].map((i) => Math.min(48, Math.max(...rows.map((row) => (row[i] ?? "").length))));
  const lines = rows.map(([key, value, origin]) =>
    `${key.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${printable(origin)}`.trimEnd(),
  );
  const { file: read } = configuration;
  const head = read === undefined ? "no configuration file: defaults" : `${printable(read)} is fine`;
  await stdout.write(`${head}\n\n${lines.join("\n")}\n`);
  return EXIT.done;
}
