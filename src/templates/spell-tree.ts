import { z } from "zod";
import { UNSEEN } from "../core/miner.ts";

/** Nodes in the order of a walk; `parent` is an index into the same list, -1 for the root. */
export const treeState = z.array(
  z.object({
    parent: z.number().int(),
    word: z.number().int(),
    uses: z.number().int(),
    cluster: z.number().int(),
  }),
);
export type TreeState = z.infer<typeof treeState>;

interface Node {
  readonly children: Map<number, Node>;
  /** Templates whose words lead through it. */
  uses: number;
  cluster: number;
}

/** The constant words of all templates as a prefix tree. */
export interface PrefixTree {
  add(words: readonly number[], cluster: number): void;
  remove(words: readonly number[]): void;
  /** A cluster whose words stand in the message in their order and that `isEnough`, or UNSEEN. Never looks back. */
  find(message: readonly number[], isEnough: (cluster: number) => boolean): number;
  state(): TreeState;
}

const newNode = (uses = 0, cluster = UNSEEN): Node => ({ children: new Map(), uses, cluster });

export function prefixTree(from: TreeState = []): PrefixTree {
  const root = newNode();
  const nodes: Node[] = [];
  for (const { parent, word, uses, cluster } of from) {
    const node = newNode(uses, cluster);
    nodes.push(node);
    (nodes[parent] ?? root).children.set(word, node);
  }
  return {
    add(words, cluster) {
      let node = root;
      for (const word of words) {
        const next = node.children.get(word) ?? newNode();
        next.uses++;
        node.children.set(word, next);
        node = next;
      }
      if (node.cluster === UNSEEN) node.cluster = cluster;
    },
    remove(words) {
      let node = root;
      for (const word of words) {
        const next = node.children.get(word);
        if (next === undefined) continue;
        if (next.uses === 1) {
          node.children.delete(word);
          return;
        }
        next.uses--;
        node = next;
      }
    },
    find(message, isEnough) {
      let node = root;
      for (const word of message) {
        const next = node.children.get(word);
        if (next === undefined) continue;
        if (next.cluster === UNSEEN) node = next;
        else if (isEnough(next.cluster)) return next.cluster;
      }
      return UNSEEN;
    },
    state() {
      const out: TreeState = [];
      const open: { readonly node: Node; readonly at: number }[] = [{ node: root, at: -1 }];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const [word, child] of next.node.children) {
          open.push({ node: child, at: out.length });
          out.push({ parent: next.at, word, uses: child.uses, cluster: child.cluster });
        }
      }
      return out;
    },
  };
}
