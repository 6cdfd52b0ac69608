// Writes schemas/*.schema.json from the zod schemas of src/report. A test fails when they are stale.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { jsonSchema, schemaNames } from "../src/report/schemas.ts";

const folder = fileURLToPath(new URL("../schemas/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of schemaNames)
  writeFileSync(`${folder}${name}.schema.json`, `${JSON.stringify(jsonSchema(name), null, 2)}\n`);
