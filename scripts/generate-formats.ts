// Writes docs/formats.md from the list of formats; a test fails when it is stale.
import { writeFileSync } from "node:fs";
import { FORMATS, RECORD_FORMATS } from "../src/parsing/index.ts";
import { formatDocument } from "./format-document.ts";

writeFileSync(new URL("../docs/formats.md", import.meta.url), formatDocument(FORMATS, RECORD_FORMATS));
