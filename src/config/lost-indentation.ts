import { NESTED_ALIAS } from "./aliases.ts";
import { isMapping, propertiesOf, type Shape } from "./keys.ts";

/** Lines at the left edge that belong deeper. */
export interface LostLines {
  /** 1-based, both included. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

interface Section {
  readonly path: readonly string[];
  readonly shape: Shape;
}

const KEY = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\w-]*))\s*:(?:\s+(.*))?$/;
const BLOCK = /^[|>][+-]?\d?\s*(?:#.*)?$/;

const hasKey = ({ path, shape }: Section, key: string): boolean =>
  Object.hasOwn(propertiesOf(shape) ?? {}, key) || [...path, key].join(".") === NESTED_ALIAS.path.join(".");

const count = (n: number): string => `${n} space${n === 1 ? "" : "s"}`;

/**
 * Reads a file in which nothing is indented, as text copied from a rendered page is: each key belongs to the innermost open
 * section that knows it. Empty: something is indented, or nothing had to be.
 */
export function lostIndentation(text: string, root: Shape): readonly LostLines[] {
  const lines = text.split(/\r?\n/);
  if (lines.some((line) => /^[ \t]+[^\s#]/.test(line))) return [];
  const lost: LostLines[] = [];
  let open: Section[] = [{ path: [], shape: root }];
  let block: { readonly key: string; readonly depth: number; first: number; last: number } | undefined;
  const endBlock = (): void => {
    if (block && block.last >= block.first) {
      const { first, last, key, depth } = block;
      const where = first === last ? "this line has" : `the lines to ${last} have`;
      lost.push({ first, last, text: `${where} lost the indentation: text of ${key}, ${count(2 * depth)} in` });
    }
    block = undefined;
  };
  for (const [i, line] of lines.entries()) {
    const found = KEY.exec(line.trimEnd());
    const key = found?.[1] ?? found?.[2] ?? found?.[3];
    const at = key === undefined ? -1 : open.findLastIndex((section) => hasKey(section, key));
    const owner = open[at];
    if (key === undefined || owner === undefined) {
      if (block && line.trim() !== "") block.last = i + 1;
      continue;
    }
    endBlock();
    open = open.slice(0, at + 1);
    const value = (found?.[4] ?? "").replace(/^#.*$/, "");
    if (at > 0) {
      const where = owner.path.join(".");
      lost.push({
        first: i + 1,
        last: i + 1,
        text: `${key} has lost its indentation: it belongs under ${where}, ${count(2 * at)} in`,
      });
    }
    const inner = propertiesOf(owner.shape)?.[key];
    const path = [...owner.path, key];
    if (value === "" && isMapping(inner) && propertiesOf(inner)) open.push({ path, shape: inner });
    if (BLOCK.test(value)) block = { key: path.join("."), depth: at + 1, first: i + 2, last: 0 };
  }
  endBlock();
  return lost;
}
