// Writes config.example.yaml and schemas/config.schema.json from the schema; a test fails when one is stale.
import { writeFileSync } from "node:fs";
import { configJsonSchema, exampleConfig } from "../src/config/index.ts";
import { detectors } from "../src/detectors/index.ts";

writeFileSync(new URL("../config.example.yaml", import.meta.url), exampleConfig(detectors));
const schema = new URL("../schemas/config.schema.json", import.meta.url);
writeFileSync(schema, `${JSON.stringify(configJsonSchema(detectors), undefined, 2)}\n`);
