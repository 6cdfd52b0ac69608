import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { configJsonSchema, exampleConfig } from "../config/index.ts";
import { UserError } from "../core/errors.ts";
import { diskError } from "../store/atomic-file.ts";
import { EXIT } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

const FILE = "loganomaly.yaml";
const SCHEMA = join("schemas", "config.schema.json");

/** The schema that is installed with this program: relative where it lies below the folder. */
function schemaFrom(folder: string): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const path = join(at, SCHEMA);
    if (!existsSync(path)) continue;
    const near = relative(folder, path);
    return near.startsWith("..") || isAbsolute(near) ? path : `./${near}`;
  }
  return `./${SCHEMA}`;
}

/** `config init`: writes `./loganomaly.yaml` with every key; an existing file is never touched. */
export async function configInit({ folder, stdout }: Terminal): Promise<number> {
  const { detectors } = await import("../detectors/index.ts");
  const text = exampleConfig(detectors, { schema: schemaFrom(folder), isFound: true });
  try {
    await writeFile(join(folder, FILE), text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new UserError(
        `${FILE} is there already; it was left as it is`,
        `move it away first, or compare it with: loganomaly config explain`,
      );
    }
    throw diskError(error, FILE);
  }
  await stdout.write(`wrote ${FILE}: every key with its default; runs in this folder use it\n`);
  return EXIT.done;
}

/** `config schema`: the JSON Schema of the configuration, for editors. */
export async function configSchema({ stdout }: Terminal): Promise<number> {
  const { detectors } = await import("../detectors/index.ts");
  await stdout.write(`${JSON.stringify(configJsonSchema(detectors), undefined, 2)}\n`);
  return EXIT.done;
}
