import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, normalize, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Text of each source file by its path from the root, with forward slashes. */
type Files = ReadonlyMap<string, string>;

function filesBelow(folders: readonly string[]): Files {
  const files = new Map<string, string>();
  for (const folder of folders)
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || ![".ts", ".tsx", ".mjs"].includes(extname(entry.name))) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8"));
    }
  return files;
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  readonly isTypeOnly: boolean;
  readonly isAwaited: boolean;
}

/** Comments that begin a line or stand behind code; a string that looks like one has no blank before it. */
const withoutComments = (text: string): string =>
  text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/(^|\s)\/\/ .*$/gm, "$1");

const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|(await\s+)?\bimport\(\s*"([^"]+)"\s*\)/gm;

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

/** Imports of our own files. */
function importsOf(files: Files): readonly Import[] {
  return [...files].flatMap(([from, text]) => {
    const code = withoutComments(text);
    return [...code.matchAll(IMPORT)].flatMap((match): Import[] => {
      const target = match[2] ?? match[4] ?? "";
      if (!target.startsWith(".")) return [];
      const to = normalize(join(dirname(from), target)).replaceAll("\\", "/");
      const isTypeOnly = match[1] !== undefined;
      return [{ from, to, line: lineAt(code, match.index), isTypeOnly, isAwaited: match[3] !== undefined }];
    });
  });
}

/** `src/parsing/x.ts` is in `parsing`, `dashboard/terminal/x.ts` in `dashboard`, `src/index.ts` in `index`. */
const roomOf = (path: string): string => {
  const [top = "", second = ""] = path.split("/");
  if (top !== "src") return top;
  return second.endsWith(".ts") ? second.slice(0, -3) : second;
};

const TWELVE = [
  "sources",
  "parsing",
  "templates",
  "features",
  "detectors",
  "decisions",
  "incidents",
  "workflow",
  "providers",
  "privacy",
  "report",
  "store",
] as const;

/** What each room may import besides itself. Only the interfaces' lists, `index.ts`, of the rooms in `lists`. */
const TABLE: Readonly<Record<string, { readonly may: readonly string[]; readonly lists?: readonly string[] }>> = {
  core: { may: [] },
  ...Object.fromEntries(TWELVE.map((room) => [room, { may: ["core"] }])),
  pipeline: { may: ["core", ...TWELVE] },
  config: { may: ["core"], lists: TWELVE },
  lab: { may: ["core", ...TWELVE, "pipeline"] },
  demo: { may: ["core", ...TWELVE, "pipeline"] },
  api: { may: ["core", ...TWELVE, "pipeline", "config", "demo"] },
  cli: { may: ["core", ...TWELVE, "pipeline", "config", "lab", "demo", "api", "dashboard"] },
  dashboard: { may: ["core"] },
  index: { may: ["api", "core", "workflow"] },
};

const say = ({ from, to, line }: Import): string => `${from}:${line} imports ${to}`;

function wrongDoors(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((found) => {
    const [room, other] = [roomOf(found.from), roomOf(found.to)];
    if (room === other) return [];
    const rule = TABLE[room];
    if (rule === undefined) return [`${say(found)}: the table has no room ${room}`];
    const isList = rule.lists?.includes(other) === true && found.to.endsWith("/index.ts");
    return rule.may.includes(other) || isList ? [] : [say(found)];
  });
}

/** Cycles between files, each told once, from its first file in order. */
function cycles(imports: readonly Import[]): readonly string[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of imports) next.set(from, (next.get(from) ?? new Set()).add(to));
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const found = new Set<string>();
  const walk = (file: string): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.add([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    state.set(file, "open");
    path.push(file);
    for (const to of [...(next.get(file) ?? [])].sort()) walk(to);
    path.pop();
    state.set(file, "done");
  };
  for (const file of [...next.keys()].sort()) walk(file);
  return [...found];
}

/** Places where a pattern stands in code, not in a comment. */
function places(files: Files, pattern: RegExp, isAllowed: (path: string) => boolean = () => false): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    if (isAllowed(path)) return [];
    const code = withoutComments(text);
    return [...code.matchAll(pattern)].map((match) => `${path}:${lineAt(code, match.index)} ${match[0].trim()}`);
  });
}

const ANY = /(?:(?::\s*|\bas\s+|<\s*|\|\s+)any\b(?=\s*[;,)>|=\]}[]|$)|,\s+any\b(?=\s*>))/gm;
const SILENCED = /@ts-ignore|@ts-nocheck/;
const ENUM = /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/gm;
const DEFAULT = /^export\s+default\b|\bas\s+default\b/gm;
/** Clock, chance, terminal and end of the process come in through a door, so that tests need no waiting. */
const WORLD = /\bDate\.now\b|\bMath\.random\b|\bconsole\.|\bprocess\.exit\b(?!Code)/g;
const DOORS = ["cli", "sources", "store"];
const LONGEST = 450;
/** It holds examples of what it forbids. */
const isThisFile = (path: string): boolean => path === "test/architecture.test.ts";

const product = filesBelow(["src", "dashboard"]);
const everything = filesBelow(["src", "dashboard", "test", "bench", "experiments", "examples", "scripts"]);
const imports = importsOf(product);

describe("the house", () => {
  it("has a row in the table for each of its rooms", () => {
    const rooms = new Set([...product.keys()].map(roomOf));
    expect([...rooms].filter((room) => TABLE[room] === undefined)).toEqual([]);
    expect(rooms.size).toBeGreaterThan(15);
  });

  it("has no doors between rooms but those of the table", () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(wrongDoors(imports)).toEqual([]);
  });

  it("opens the dashboard only when it is asked for", () => {
    const doors = imports.filter(({ from, to }) => roomOf(from) !== "dashboard" && roomOf(to) === "dashboard");
    expect(doors.filter(({ isAwaited, isTypeOnly }) => !isAwaited && !isTypeOnly).map(say)).toEqual([]);
  });

  it("names only files that are there", () => {
    expect(imports.filter(({ to }) => !product.has(to)).map(say)).toEqual([]);
  });

  it("has no cycles", () => {
    expect(cycles(imports)).toEqual([]);
  });

  it("exports by name only", () => {
    expect(places(everything, DEFAULT)).toEqual([]);
    expect(places(product, /^export \*/gm)).toEqual([]);
  });

  it("keeps its types: no any, no silenced compiler, no enum", () => {
    expect(places(everything, ANY, isThisFile)).toEqual([]);
    expect([...everything].filter(([path, text]) => SILENCED.test(text) && !isThisFile(path))).toEqual([]);
    expect(places(everything, ENUM)).toEqual([]);
  });

  it("asks for the clock, chance and the terminal only at its doors", () => {
    expect(places(product, WORLD, (path) => DOORS.includes(roomOf(path)))).toEqual([]);
  });

  it("has files that can be read at one sitting", () => {
    const long = [...product].map(([path, text]) => ({ path, lines: text.split("\n").length }));
    expect(long.filter(({ lines }) => lines > LONGEST)).toEqual([]);
  });
});

describe("these rules", () => {
  const bad: Files = new Map([
    ["src/core/a.ts", 'import { b } from "../parsing/b.ts";\n// console.log("a comment")\nconsole.log(b);\n'],
    ["src/parsing/b.ts", 'import type { a } from "../core/a.ts";\nexport const b = (x: any): any => x as any;\n'],
    ["src/parsing/c.ts", 'import {\n  d,\n} from "../templates/d.ts";\nexport enum E { a }\nexport default d;\n'],
    [
      "src/cli/e.ts",
      'import { app } from "../../dashboard/app.ts";\nconst x = await import("../../dashboard/app.ts");\n',
    ],
    ["src/config/f.ts", 'import { g } from "../detectors/lof.ts";\nimport { h } from "../detectors/index.ts";\n'],
  ]);
  const found = importsOf(bad);

  it("find what they forbid", () => {
    expect(wrongDoors(found)).toEqual([
      "src/core/a.ts:1 imports src/parsing/b.ts",
      "src/parsing/c.ts:1 imports src/templates/d.ts",
      "src/config/f.ts:1 imports src/detectors/lof.ts",
    ]);
    expect(cycles(found)).toEqual(["src/core/a.ts -> src/parsing/b.ts -> src/core/a.ts"]);
    expect(places(bad, WORLD)).toEqual(["src/core/a.ts:3 console."]);
    expect(places(bad, ANY)).toHaveLength(3);
    expect([places(bad, ENUM), places(bad, DEFAULT)]).toEqual([
      ["src/parsing/c.ts:4 export enum E"],
      ["src/parsing/c.ts:5 export default"],
    ]);
    expect(found.filter(({ to }) => roomOf(to) === "dashboard").map(({ isAwaited }) => isAwaited)).toEqual([
      false,
      true,
    ]);
  });
});
