/** A word of a template, and what stands under it. */
export interface WordNode {
  readonly children: Map<string, WordNode>;
  readonly parent: WordNode | undefined;
  readonly word: string;
  readonly level: number;
  /** Its children are never cut off. */
  readonly isKept: boolean;
  /** Its children were cut off: they were too many, so they are values. */
  isCut: boolean;
  /** A message ends here. */
  isEnd: boolean;
}

export interface TreeLimits {
  /** Children of a node, at most. */
  readonly leafNum: number;
  /** Share of a message's words, the most frequent ones, whose children are never cut off. */
  readonly cuttingPercent: number;
}

/** The level of nodes up to which nothing is cut; the root is the first. Source: as in the authors' program. */
const UNCUT_LEVELS = 3;

export const rootNode = (): WordNode => newNode("", undefined, false);

const newNode = (word: string, parent: WordNode | undefined, isKept: boolean): WordNode => ({
  children: new Map(),
  parent,
  word,
  level: (parent?.level ?? 0) + 1,
  isKept,
  isCut: false,
  isEnd: false,
});

/** Adds the words of a message, the most frequent first. */
export function addPath(root: WordNode, words: readonly string[], { leafNum, cuttingPercent }: TreeLimits): void {
  let node = root;
  for (const [at, word] of words.entries()) {
    if (node.isCut) return;
    let next = node.children.get(word);
    if (next === undefined) {
      if (node.level > UNCUT_LEVELS && node.children.size === leafNum && !node.isKept) {
        node.children.clear();
        node.isCut = true;
        return;
      }
      next = newNode(word, node, at <= words.length * cuttingPercent);
      node.children.set(word, next);
    }
    node = next;
  }
  node.isEnd = true;
}

/** The template that words, the most frequent first, lead to; undefined: none. Words the tree does not have are passed over. */
export function templateAt(root: WordNode, words: readonly string[]): WordNode | undefined {
  let node = root;
  for (const word of words) node = node.children.get(word) ?? node;
  return node !== root && isTemplate(node) ? node : undefined;
}

const isTemplate = ({ isEnd, children }: WordNode): boolean => isEnd || children.size === 0;

/** Words from the root to a node. */
export function pathOf(node: WordNode): string[] {
  const words: string[] = [];
  for (let at: WordNode | undefined = node; at?.parent !== undefined; at = at.parent) words.push(at.word);
  return words.reverse();
}

/** All templates, in the order in which their first words came. */
export function templatesOf(root: WordNode): WordNode[] {
  const found: WordNode[] = [];
  const open: WordNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node !== root && isTemplate(node)) found.push(node);
    open.push(...[...node.children.values()].reverse());
  }
  return found;
}
