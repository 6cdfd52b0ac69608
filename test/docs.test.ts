import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * Runs what the documents show. A fenced block marked `sh run` or `js run` is run, in the order of the document and in one
 * folder; a block marked `text output` behind it is what it writes to standard output, times aside.
 * UPDATE_DOCS=1 writes the real output into the documents instead.
 */
const root = resolve(import.meta.dirname, "..");
const isUpdate = process.env["UPDATE_DOCS"] === "1";

const markdown = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  ...["docs", "bench", "experiments", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  ),
];

interface Block {
  /** `sh run`, `text output`, … */
  readonly kind: string;
  readonly text: string;
  readonly line: number;
}

const blocksOf = (document: string): readonly Block[] =>
  [...document.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const at = match.index + match[0].indexOf("\n") + 1;
    return { kind: match[1] ?? "", text: match[2] ?? "", line: document.slice(0, at).split("\n").length };
  });

const isRunnable = ({ kind }: Block): boolean => kind === "sh run" || kind === "js run";
/** What differs from one run to the next: how long it took. */
const timeless = (text: string): string =>
  text.replace(/\d[\d.,]* s(?:, [\d,]+ lines\/s)?(?=, written by)/g, "? s").replaceAll(/[ \t]+$/gm, "");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loganomaly-docs-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "node_modules"));
  const command = join(folder, "bin", "loganomaly");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/src/cli/main.js")}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(root, join(folder, "node_modules", "loganomaly"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Standard output of a block; throws where it fails. */
function run(block: Block, work: string): string {
  const [program, argv] =
    block.kind === "sh run" ? ["sh", ["-e", "-c", block.text]] : [process.execPath, [join(work, "example.mjs")]];
  if (block.kind === "js run") writeFileSync(join(work, "example.mjs"), block.text);
  const { HOME, TMPDIR } = process.env;
  const result = spawnSync(program, argv, {
    cwd: work,
    encoding: "utf8",
    env: {
      PATH: [join(folder, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter),
      ...(HOME !== undefined && { HOME }),
      ...(TMPDIR !== undefined && { TMPDIR }),
      XDG_CONFIG_HOME: join(folder, "none"),
      XDG_CACHE_HOME: join(folder, "cache"),
    },
  });
  expect(result.status, `${block.text}\n${result.stderr}`).toBe(0);
  return result.stdout;
}

const documents = markdown.map((path) => {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, blocks: blocksOf(text) };
});

describe.each(documents)("$path", ({ path, text }) => {
  it("links only to what is there", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
    const missing = links.filter(
      (link) => !/^[a-z]+:/.test(link) && !existsSync(resolve(root, dirname(path), decodeURI(link))),
    );
    expect(missing).toEqual([]);
  });

  it("names only programs, tests and scripts that are there", () => {
    const named = text.matchAll(/\b(?:bench|experiments|scripts|examples|test|src)\/[\w./-]+\.(?:tsx?|mjs|py)\b/g);
    expect([...named].map(([file]) => file).filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const scripts = [...text.matchAll(/\bnpm run ([a-z-]+)/g)].map((match) => match[1] ?? "");
    const known: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(known).toMatchObject({ scripts: Object.fromEntries(scripts.map((name) => [name, expect.any(String)])) });
  });
});

describe.each(documents.filter(({ blocks }) => blocks.some(isRunnable)))("$path", ({ path, text, blocks }) => {
  it("shows examples that run, and what they print", () => {
    const work = mkdtempSync(join(folder, "work-"));
    let updated = text;
    for (const [index, block] of blocks.entries()) {
      if (!isRunnable(block)) continue;
      const printed = run(block, work).replaceAll(/[ \t]+$/gm, "");
      const shown = blocks[index + 1];
      if (shown?.kind !== "text output") continue;
      if (isUpdate) updated = updated.replace(shown.text, () => printed);
      else expect(timeless(printed), `${path}:${shown.line}`).toBe(timeless(shown.text));
    }
    if (isUpdate) writeFileSync(join(root, path), updated);
  });
});

it("the README shows the demo, the sample and the library", () => {
  const kinds = blocksOf(readFileSync(join(root, "README.md"), "utf8")).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "sh run").length).toBeGreaterThanOrEqual(2);
  expect(kinds.filter((kind) => kind === "js run").length).toBeGreaterThanOrEqual(1);
  expect(kinds.filter((kind) => kind === "text output").length).toBeGreaterThanOrEqual(3);
});

describe("README.md: commands on logs of the reader's own", () => {
  const block = documents
    .find(({ path }) => path === "README.md")
    ?.blocks.find(({ kind, text }) => kind === "sh" && text.includes("kubectl"));
  const commands = (block?.text ?? "").trim().split("\n");
  let work = "";
  beforeAll(() => {
    work = mkdtempSync(join(folder, "own-"));
    const lines = Array.from({ length: 300 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 2, 17, 8, 0, i)).toISOString();
      return i === 200 ? `${time} FATAL [db] out of memory, killed` : `${time} INFO [web] request ${i} served`;
    });
    const log = `${lines.join("\n")}\n`;
    for (const name of ["logs", "archive"]) mkdirSync(join(work, name));
    writeFileSync(join(work, "app.log"), log);
    writeFileSync(join(work, "logs", "web.log"), log);
    writeFileSync(join(work, "archive", "old.log.gz"), gzipSync(log));
    writeFileSync(join(folder, "bin", "kubectl"), `#!/bin/sh\ncat "${join(work, "app.log")}"\n`);
    chmodSync(join(folder, "bin", "kubectl"), 0o755);
  });

  it("are the eight that are shown", () => {
    expect(commands).toHaveLength(8);
  });

  it.each(commands)("%s", (command) => {
    // The last one ends with 3 where something grave was found: here it is.
    const ends = command.includes("--fail-on") ? `${command.replace(/ #.*/, "")} || test $? -eq 3` : command;
    expect(run({ kind: "sh run", text: ends, line: 0 }, work)).not.toBe("");
  });
});
