import type { Format } from "./format.ts";
import { appFormats } from "./formats/app.ts";
import { clusterFormats } from "./formats/cluster.ts";
import { delimitedFormats } from "./formats/delimited.ts";
import { serviceFormats } from "./formats/services.ts";
import { structuredFormats } from "./formats/structured.ts";
import { systemFormats } from "./formats/system.ts";
import { yearLastFormats } from "./formats/year-last.ts";

/** Every format that is known. Text that fits none is read as plain text: the whole line is the message. */
export const FORMATS: readonly Format[] = [
  ...systemFormats,
  ...serviceFormats,
  ...appFormats,
  ...clusterFormats,
  ...structuredFormats,
  ...delimitedFormats,
  ...yearLastFormats,
];
