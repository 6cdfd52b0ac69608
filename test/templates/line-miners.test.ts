import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PARSER_FLAGS } from "../../src/cli/parser-flags.ts";
import { UNSEEN } from "../../src/core/miner.ts";
import { type ListedLineMiner, lineMiners } from "../../src/templates/index.ts";

const oracle = z
  .object({
    lines: z.array(z.string()),
    cases: z.array(
      z.object({
        miner: z.string(),
        by: z.string(),
        options: z.record(z.string(), z.unknown()),
        templates: z.array(z.string()),
        of_lines: z.array(z.union([z.number(), z.string(), z.null()])),
        frequency: z.array(z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/oracles/miners.json", import.meta.url), "utf8")));

const minerOf = (name: string): ListedLineMiner => {
  const miner = lineMiners.find((one) => one.name === name);
  if (miner === undefined) throw new Error(`no line miner ${name}`);
  return miner;
};

/** The text of each line's template; null: it was passed over. */
const textsOf = (name: string, options: unknown, lines: readonly string[]): (string | null)[] => {
  const mining = minerOf(name).start(options);
  const tickets = lines.map((line) => mining.learn(line));
  const templates = mining.templates();
  return tickets.map((ticket) => (ticket === UNSEEN ? null : templates[mining.templateOf(ticket)]!.text));
};

const sortedWords = (text: string): string =>
  [...new Set(text.split(" "))]
    .filter((word) => word !== "<*>")
    .sort()
    .join(" ");

describe("the line miners and the programs they come from", () => {
  const phrased = oracle.cases.filter(({ miner }) => miner !== "ft-tree");
  it.each(phrased.map((one) => [one.miner, one.by, JSON.stringify(one.options), one] as const))(
    "%s gives every line the template that %s gives it, with %s",
    (name, _by, _options, { options, templates, of_lines }) => {
      expect(of_lines.length).toBe(oracle.lines.length);
      expect(textsOf(name, options, oracle.lines)).toEqual(of_lines.map((at) => templates[Number(at)]));
    },
  );

  const trees = oracle.cases.filter(({ miner }) => miner === "ft-tree");
  it.each(trees.map((one) => [JSON.stringify(one.options), one] as const))(
    "ft-tree gives every line the words that FT-Tree gives it, with %s",
    (_options, { options, templates, of_lines, frequency }) => {
      const found = textsOf("ft-tree", options, oracle.lines);
      expect(found.map((text) => (text === null ? null : sortedWords(text)))).toEqual(
        of_lines.map((words) => (words === null ? null : sortedWords(String(words)))),
      );
      const mining = minerOf("ft-tree").start(options);
      for (const line of oracle.lines) mining.learn(line);
      const files = mining.files();
      expect([...files.keys()]).toEqual(["fre", "template"]);
      expect([...files.get("fre")!]).toEqual(frequency);
      expect([...files.get("template")!].sort()).toEqual(templates);
    },
  );
});

it("the flags of parse name every option of a line miner with its default", () => {
  const keys = new Set(lineMiners.flatMap(({ expected }) => [...expected.keys()]));
  expect(new Set(PARSER_FLAGS.map(({ key }) => key))).toEqual(keys);
  for (const { key, help } of PARSER_FLAGS) {
    const owners = lineMiners.filter(({ expected }) => expected.has(key));
    expect(help.startsWith(`${owners.map(({ name }) => name).join(", ")}: `), key).toBe(true);
    for (const { options } of owners) {
      const [[, value] = []] = Object.entries(z.record(z.string(), z.unknown()).parse(options.parse({}))).filter(
        ([name]) => name === key,
      );
      if (typeof value === "number") expect(help, key).toContain(`(${value})`);
    }
  }
});
