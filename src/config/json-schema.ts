import type { ListedDetector } from "../core/detector.ts";
import { ALIASES, aliasTarget, NESTED_ALIAS } from "./aliases.ts";
import { isMapping, propertiesOf, type Shape, shapeAt, shapeOf } from "./keys.ts";
import { settingsSchema } from "./schema.ts";

/** Aliases that do not take what their key takes. */
const OWN_TYPES: Readonly<Record<string, Shape>> = {
  enable_llm: { type: ["boolean", "string"] },
  behavioral_rules_file: { anyOf: [{ type: "string", minLength: 1 }, { const: false }, { type: "null" }] },
  top_percent: { type: "number", exclusiveMinimum: 0, maximum: 100 },
};

/** Another name of a key as an editor shows it: struck through, with the key to use. */
const aliasShape = (root: Shape, alias: string, target: readonly string[]): Shape => {
  const { default: _, description: __, ...accepts } = OWN_TYPES[alias] ?? shapeAt(root, target) ?? {};
  return { ...accepts, deprecated: true, description: `another name of ${target.join(".")}` };
};

/** A section without keys counts as left out, so it may stand empty. */
function withEmptySections(shape: Shape): Shape {
  const properties = propertiesOf(shape);
  if (!properties) return shape;
  const inner = Object.entries(properties).map(([name, value]): [string, unknown] => {
    if (!isMapping(value) || !propertiesOf(value)) return [name, value];
    return [name, { ...withEmptySections(value), type: ["object", "null"] }];
  });
  return { ...shape, properties: Object.fromEntries(inner) };
}

/** The JSON Schema of a configuration file, for editors: every key, and the other names that are accepted. */
export function configJsonSchema(detectors: readonly ListedDetector[]): Readonly<Record<string, unknown>> {
  const root = shapeOf(settingsSchema(detectors));
  const { $schema, properties: _, ...rest } = withEmptySections(root);
  const properties: Record<string, unknown> = { ...propertiesOf(withEmptySections(root)) };
  for (const alias of Object.keys(ALIASES)) {
    const target = aliasTarget(alias) ?? [];
    if (shapeAt(root, target) || OWN_TYPES[alias]) properties[alias] ??= aliasShape(root, alias, target);
  }
  const [section, key] = NESTED_ALIAS.path;
  const outer = properties[section];
  if (isMapping(outer)) {
    const nested = aliasShape(root, key, NESTED_ALIAS.target);
    properties[section] = { ...outer, properties: { ...propertiesOf(outer), [key]: nested } };
  }
  return { $schema, title: "Configuration of loganomaly", ...rest, properties };
}
