import { stringify } from "yaml";
import type { ListedDetector } from "../core/detector.ts";
import { isMapping, propertiesOf, type Shape, shapeOf } from "./keys.ts";
import { settingsSchema } from "./schema.ts";

const HEAD = `# The configuration of loganomaly: every key with its default. Generated from the schema; do not edit by hand.
# Used with --config FILE, or found as ./loganomaly.yaml or $XDG_CONFIG_HOME/loganomaly/config.yaml.
# A flag beats the environment (llm.model is LOGANOMALY_LLM_MODEL), the environment a file, a file these defaults.
# To turn a model on: llm.provider: ollama. Keys of providers come from the environment (OPENAI_API_KEY), never from here.
`;

const COLUMN = 42;

const beside = (text: string, help: string): string =>
  help === "" ? text : `${text.padEnd(Math.max(COLUMN, text.length + 1))} # ${help}`;

const valueText = (value: unknown): string => stringify(value, { flowCollectionPadding: false }).trim();

function sections(shape: Shape, indent: string): readonly string[] {
  const properties = Object.entries(propertiesOf(shape) ?? {});
  const ordered = [
    ...properties.filter(([name]) => name === "enabled"),
    ...properties.filter(([name]) => name !== "enabled"),
  ];
  return ordered.flatMap(([name, inner]): readonly string[] => {
    if (!isMapping(inner)) return [];
    const help = typeof inner["description"] === "string" ? inner["description"] : "";
    if (propertiesOf(inner)) {
      const lines = sections(inner, `${indent}  `);
      const isUnset = lines.every((line) => line.trimStart().startsWith("#"));
      return [
        isUnset ? beside(`${indent}${name}: {}`, "keys of llm, for this step only") : `${indent}${name}:`,
        ...lines,
      ];
    }
    if (!("default" in inner)) return [beside(`${indent}# ${name}:`, help)];
    return [beside(`${indent}${name}: ${valueText(inner["default"])}`, help)];
  });
}

/** The text of `config.example.yaml`: every key with its default and one line of help. */
export function exampleConfig(detectors: readonly ListedDetector[]): string {
  const shape = shapeOf(settingsSchema(detectors));
  const top = Object.entries(propertiesOf(shape) ?? {}).map(([name, inner]) =>
    sections({ properties: { [name]: inner } }, "").join("\n"),
  );
  return `${HEAD}\n${top.join("\n").replace(/\n(?=[a-z_]+:\n)/g, "\n\n")}\n`;
}
