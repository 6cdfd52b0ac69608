// Writes config.example.yaml from the schema; a test fails when it is stale.
import { writeFileSync } from "node:fs";
import { exampleConfig } from "../src/config/index.ts";
import { detectors } from "../src/detectors/index.ts";

const path = new URL("../config.example.yaml", import.meta.url);
writeFileSync(path, exampleConfig(detectors));
