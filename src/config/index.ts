export { variableOf } from "./environment.ts";
export { exampleConfig } from "./example.ts";
export { configHash } from "./hash.ts";
export type { Layer, Origin } from "./layers.ts";
export { type ConfigRequest, type Configuration, type FlagValue, loadConfiguration } from "./load.ts";
export { nearest } from "./nearest.ts";
export { settingsSchema } from "./schema.ts";
export { settingsFrom } from "./settings-from.ts";
