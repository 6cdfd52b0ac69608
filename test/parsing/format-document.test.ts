import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { formatDocument } from "../../scripts/format-document.ts";
import { FORMATS, patternProblem, RECORD_FORMATS, unreadSample } from "../../src/parsing/index.ts";

const stored = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");

it("docs/formats.md is what the list of formats gives", () => {
  expect(stored, "run: npm run generate").toBe(formatDocument(FORMATS, RECORD_FORMATS));
});

it("docs/formats.md names every format with a line that it reads and one that it refuses", () => {
  for (const { name, samples, negatives } of [...FORMATS, ...RECORD_FORMATS]) {
    const section = stored.split(`### ${name}\n`)[1]?.split("\n### ")[0] ?? "";
    expect(section, name).toContain(samples[0]);
    expect(section, name).toContain(negatives[0]);
  }
});

it("the formats that docs/formats.md shows as an example are accepted", () => {
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(stored) ?? [];
  const { formats }: { formats: { name: string; pattern: string; samples?: string[] }[] } = parse(text);
  expect(formats).toHaveLength(3);
  for (const { name, pattern, samples = [] } of formats) {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(unreadSample({ name, pattern, samples })).toBe(-1);
  }
});
