// Do drain, spell and ft-tree give real lines what the programs they come from give? Needs Python with logparser3 and drain3, and
// a checkout of FT-Tree: `LOGANOMALY_PYTHON=… node experiments/mining/references.ts CHECKOUT [systems, comma separated]`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { corpusNames, readCorpus } from "../../bench/mining-corpora.ts";
import { mineLines } from "./miners.ts";

const oracle = z.object({
  cases: z.array(
    z.object({
      miner: z.string(),
      by: z.string(),
      options: z.record(z.string(), z.unknown()),
      templates: z.array(z.string()),
      of_lines: z.array(z.union([z.number(), z.string(), z.null()])),
    }),
  ),
});

const [checkout, systems] = process.argv.slice(2);
if (checkout === undefined) {
  console.error("expected the folder of a checkout of FT-Tree");
  process.exit(1);
}
const wordsOf = (text: string): string =>
  [...new Set(text.split(" "))]
    .filter((word) => word !== "<*>")
    .sort()
    .join(" ");

for (const name of corpusNames().filter((each) => systems?.split(",").includes(each) ?? true)) {
  const { messages } = readCorpus(name);
  // Spell's program rewrites what is not ASCII before it mines.
  const lines = messages.map((message) =>
    message
      .replace(/[^\x20-\x7e]/g, "?")
      .replace(/\s+/g, " ")
      .trim(),
  );
  const folder = mkdtempSync(join(tmpdir(), "oracle-"));
  writeFileSync(join(folder, "lines.json"), JSON.stringify(lines));
  const script = new URL("../oracles/make-miner-oracles.py", import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(
    process.env["LOGANOMALY_PYTHON"] ?? "python3",
    [script, checkout, "--lines", join(folder, "lines.json")],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  rmSync(folder, { recursive: true });
  if (status !== 0) {
    console.log(`the programs could not be run: ${stderr.trim().split("\n").at(-1)}`);
    process.exit(1);
  }
  for (const { miner, by, options, templates, of_lines } of oracle.parse(JSON.parse(stdout)).cases) {
    const { found, texts } = mineLines(miner, lines, options);
    let same = 0;
    for (const [at, theirs] of of_lines.entries()) {
      const ours = texts[found[at]!]!;
      if (typeof theirs === "number" ? templates[theirs] === ours : wordsOf(theirs ?? "") === wordsOf(ours)) same++;
    }
    console.log(
      `${name.padEnd(12)} ${miner.padEnd(8)} ${by.padEnd(10)} ${String(same).padStart(5)} of ${lines.length} lines the same  ${JSON.stringify(options)}`,
    );
  }
}
