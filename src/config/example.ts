import { stringify } from "yaml";
import type { ListedDetector } from "../core/detector.ts";
import { closedKeys } from "./discover.ts";
import { isMapping, propertiesOf, type Shape, shapeOf } from "./keys.ts";
import { settingsSchema } from "./schema.ts";

const HEAD = `# yaml-language-server: $schema=SCHEMA
# The configuration of loganomaly: every key with its default. Generated from the schema; do not edit by hand.
# Used with --config FILE, or found as ./loganomaly.yaml or $XDG_CONFIG_HOME/loganomaly/config.yaml.
# A flag beats the environment (llm.model is LOGANOMALY_LLM_MODEL), the environment a file, a file these defaults.
# To turn a model on: llm.provider: ollama. Keys of providers come from the environment (OPENAI_API_KEY), never from here.
`;

const COLUMN = 42;

const beside = (text: string, help: string): string =>
  help === "" ? text : `${text.padEnd(Math.max(COLUMN, text.length + 1))} # ${help}`;

const valueText = (value: unknown): string => stringify(value, { flowCollectionPadding: false }).trim();

/** What the text is for. */
export interface ExampleOptions {
  /** Where editors find the schema. */
  readonly schema?: string;
  /** For a file that will be found, not named: keys that such a file may not set stand as comments. */
  readonly isFound?: boolean;
}

const isClosed = (path: readonly string[]): boolean => closedKeys.some((key) => key.join(".") === path.join("."));

function sections(shape: Shape, indent: string, above: readonly string[], isFound: boolean): readonly string[] {
  const properties = Object.entries(propertiesOf(shape) ?? {});
  const ordered = [
    ...properties.filter(([name]) => name === "enabled"),
    ...properties.filter(([name]) => name !== "enabled"),
  ];
  return ordered.flatMap(([name, inner]): readonly string[] => {
    if (!isMapping(inner)) return [];
    const path = [...above, name];
    const help = typeof inner["description"] === "string" ? inner["description"] : "";
    if (propertiesOf(inner)) {
      const lines = sections(inner, `${indent}  `, path, isFound);
      const isUnset = lines.every((line) => line.trimStart().startsWith("#"));
      return [
        isUnset ? beside(`${indent}${name}: {}`, "keys of llm, for this step only") : `${indent}${name}:`,
        ...lines,
      ];
    }
    if (!("default" in inner)) return [beside(`${indent}# ${name}:`, help)];
    const isOff = isFound && isClosed(path);
    const said = isOff ? `only with --config: ${help}` : help;
    return [beside(`${indent}${isOff ? "# " : ""}${name}: ${valueText(inner["default"])}`, said)];
  });
}

/** The text of `config.example.yaml`: every key with its default and one line of help. */
export function exampleConfig(
  detectors: readonly ListedDetector[],
  { schema = "./schemas/config.schema.json", isFound = false }: ExampleOptions = {},
): string {
  const shape = shapeOf(settingsSchema(detectors));
  const top = Object.entries(propertiesOf(shape) ?? {}).map(([name, inner]) =>
    sections({ properties: { [name]: inner } }, "", [], isFound).join("\n"),
  );
  return `${HEAD.replace("SCHEMA", () => schema)}\n${top.join("\n").replace(/\n(?=[a-z_]+:\n)/g, "\n\n")}\n`;
}
