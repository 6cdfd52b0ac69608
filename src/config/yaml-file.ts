import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { CONFIG_VERSION, newerVersion } from "../core/schema-version.ts";
import { isForbidden, isMapping } from "./keys.ts";

const LIMIT_BYTES = 1024 * 1024;
const LIMIT_ALIASES = 100;

/** Something wrong with a configuration, and where. */
export interface Problem {
  /** `config.yaml:4:5`, `LOGANOMALY_SEED`, `--batch-size`. */
  readonly place: string;
  readonly text: string;
  /** For the order within a file. */
  readonly line: number;
  readonly column: number;
}

/** Where things stand in a file: keys by path, values by path. */
export interface Places {
  key(path: readonly PropertyKey[]): Spot;
  value(path: readonly PropertyKey[]): Spot;
}

export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** A configuration as it was written: plain data, and where each part of it stands. */
export interface Written {
  readonly tree: Record<string, unknown>;
  readonly places: Places;
  readonly problems: readonly Problem[];
  /** Whether it is YAML at all: only then do its keys mean something. */
  readonly isSound: boolean;
  readonly isEmpty: boolean;
}

const REFUSED: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its links go round in a circle",
  ENAMETOOLONG: "its name is too long",
};

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** The text of a configuration file; all that is wrong with the file itself is a UserError. `name` is how it is called there. */
export function readConfigText(path: string, name: string): string {
  const refuse = (why: string): UserError =>
    new UserError(
      `cannot read the configuration ${printable(name)}: ${why}`,
      "give a YAML file with --config, or leave it out to run with the defaults",
    );
  let bytes: Buffer;
  try {
    const handle = openSync(path, "r");
    try {
      const stat = fstatSync(handle);
      if (stat.isDirectory()) throw refuse("it is a folder, not a file");
      if (stat.size > LIMIT_BYTES)
        throw refuse(`expected at most 1 MiB, got ${stat.size.toLocaleString("en-US")} bytes`);
      bytes = readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse(REFUSED[codeOf(error)] ?? (error instanceof Error ? printable(error.message) : "unknown reason"));
  }
  if (bytes.length > LIMIT_BYTES) throw refuse("expected at most 1 MiB");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const { line, column } = firstBadByte(bytes);
    throw refuse(`it is not UTF-8 (line ${line}, byte ${column})`);
  }
}

/** Decodes line by line until one fails; within it, byte by byte. */
function firstBadByte(bytes: Buffer): Spot {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    const slice = bytes.subarray(start, end < 0 ? bytes.length : end);
    const text = slice.toString("utf8");
    const bad = text.indexOf("\ufffd");
    if (bad >= 0) return { line, column: Buffer.byteLength(text.slice(0, bad)) + 1 };
    if (end < 0) return { line, column: 1 };
    line++;
    start = end + 1;
  }
}

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));
const at = (path: readonly PropertyKey[]): string => path.map(String).join("\0");

/** Notes where each key and value stands, and calls `found` for every key. */
function survey(document: Document.Parsed, counter: LineCounter, found: (key: string, spot: Spot) => void): Places {
  const keys = new Map<string, Spot>();
  const values = new Map<string, Spot>();
  const spotOf = (node: unknown): Spot | undefined => {
    if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range)) return undefined;
    const { line, col } = counter.linePos(Number(node.range[0]));
    return { line, column: col };
  };
  const walk = (node: unknown, path: readonly PropertyKey[]): void => {
    const spot = spotOf(node);
    if (spot) values.set(at(path), spot);
    // An alias stands for what was walked where its anchor is; following it could go round in circles.
    if (isAlias(node)) return;
    if (isSeq(node)) for (const [i, item] of node.items.entries()) walk(item, [...path, i]);
    if (!isMap(node)) return;
    for (const pair of node.items) {
      const name = keyText(pair.key);
      const inner = [...path, name];
      const keySpot = spotOf(pair.key);
      if (keySpot) {
        keys.set(at(inner), keySpot);
        found(name, keySpot);
      }
      const isEmpty = isScalar(pair.value) && pair.value.source === "";
      if (isEmpty && keySpot) values.set(at(inner), keySpot);
      else walk(pair.value, inner);
    }
  };
  walk(document.contents, []);
  const seek = (map: ReadonlyMap<string, Spot>, path: readonly PropertyKey[]): Spot => {
    for (let length = path.length; length > 0; length--) {
      const spot = map.get(at(path.slice(0, length)));
      if (spot) return spot;
    }
    return { line: 1, column: 1 };
  };
  return { key: (path) => seek(keys, path), value: (path) => seek(values, path) };
}

const SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab stands in the indentation; YAML allows spaces only",
  MULTIPLE_DOCS: "a second document begins here; a configuration is one document",
  NON_STRING_KEY: "a key must be a word",
};

/** Data of the document; what cannot be expanded is a problem. */
function expand(document: Document.Parsed): { readonly data: unknown; readonly failed: string } {
  try {
    return { data: document.toJS({ maxAliasCount: LIMIT_ALIASES }), failed: "" };
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    const failed = text.startsWith("Excessive alias count")
      ? `aliases (*name) expand to more than ${LIMIT_ALIASES} copies; write the values out`
      : text.startsWith("Unresolved alias")
        ? "an alias (*name) has no anchor (&name) before it"
        : "it is nested too deeply";
    return { data: undefined, failed };
  }
}

const quoted = (word: string): string => printable(JSON.stringify(word));

/** The parser recurses: what is nested beyond its stack is refused in one sentence. */
function parse(text: string, lineCounter: LineCounter, file: string): Document.Parsed {
  const options = { lineCounter, prettyErrors: false, stringKeys: true, logLevel: "error", merge: false } as const;
  let document: Document.Parsed | undefined;
  try {
    document = parseDocument(text, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const isTooDeep = document?.errors.some(({ message }) => /call stack|stack overflow/i.test(message)) ?? true;
  if (document && !isTooDeep) return document;
  throw new UserError(`${file}:1:1 cannot be read: it is nested too deeply`, "config.example.yaml shows the form");
}

/** Reads YAML with the positions of all its parts. `name` is how problems call the file. */
export function parseConfig(text: string, name: string): Written {
  const counter = new LineCounter();
  const problems: Problem[] = [];
  const file = printable(name);
  const add = (spot: Spot, what: string): void => {
    problems.push({ ...spot, place: `${file}:${spot.line}:${spot.column}`, text: what });
  };
  const document = parse(text, counter, file);
  let isSound = true;
  for (const issue of [...document.errors, ...document.warnings].slice(0, 10)) {
    const isTwice = issue.code === "DUPLICATE_KEY";
    // Behind a key without a value the position is the end of that key, not the beginning of the next one.
    const blank = isTwice ? (/^\s*/.exec(text.slice(issue.pos[0]))?.[0].length ?? 0) : 0;
    const start = issue.pos[0] + blank;
    const { line, col } = counter.linePos(start);
    const word = /^[^\s:]{1,64}/.exec(text.slice(start))?.[0] ?? "";
    isSound &&= isTwice;
    const said = isTwice ? `the key ${quoted(word)} stands here a second time` : SENTENCES[issue.code];
    add({ line, column: col }, said ?? `not valid YAML: ${printable(issue.message.split("\n")[0] ?? "")}`);
  }
  const { data, failed } = expand(document);
  if (failed !== "" && isSound) add({ line: 1, column: 1 }, failed);
  const places = survey(document, counter, (key, spot) => {
    if (isForbidden(key)) add(spot, `the key ${quoted(key)} is not allowed`);
  });
  const isEmpty = data === null || data === undefined;
  if (isSound && !isEmpty && !isMapping(data)) {
    isSound = false;
    add(places.value([]), `expected keys with values, got ${Array.isArray(data) ? "a list" : "a single value"}`);
  }
  return { tree: isMapping(data) ? data : {}, places, problems, isSound, isEmpty: isEmpty && problems.length === 0 };
}

/** A file of a newer form: what else it holds cannot be judged. `file`: how messages call it. */
export function refuseNewer({ tree, places }: Written, file: string): void {
  const newer = newerVersion(tree["schema_version"], CONFIG_VERSION);
  if (newer === undefined) return;
  const { line, column } = places.value(["schema_version"]);
  throw new UserError(`${file}:${line}:${column} ${newer.text}`, newer.hint);
}
