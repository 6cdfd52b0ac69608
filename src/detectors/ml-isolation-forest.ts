import { IsolationForest, type TreeNode } from "ml-isolation-forest";
import { type IsolationTrees, treeWriter } from "./isolation-tree.ts";

/** The package's own mean path length; its constant differs from the paper's (see docs/decisions/0007-isolation-forest.md). */
function packageMeanPath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * Math.log(n - 1) + 0.57721 - (2 * (n - 1)) / n;
}

/**
 * A forest trained by the package `ml-isolation-forest`, its trees taken over as plain data: it scores what the
 * package's `predict` gives, and can be saved. The package draws from `Math.random`: no two runs give the same forest.
 */
export function packageTrees(rows: readonly (readonly number[])[], trees: number): IsolationTrees {
  const forest = new IsolationForest({ nEstimators: trees });
  forest.train(rows.map((row) => [...row]));
  const writer = treeWriter();
  const write = (node: TreeNode, depth: number): void => {
    const { left, right, splitColumn, splitValue } = node;
    if (left === undefined || right === undefined || splitColumn === undefined || splitValue === undefined) {
      writer.leaf(depth + packageMeanPath(node.trainingSet?.length ?? 0));
      return;
    }
    const beforeRight = writer.split(splitColumn, splitValue);
    write(left, depth + 1);
    beforeRight();
    write(right, depth + 1);
  };
  for (const tree of forest.forest) {
    writer.root();
    write(tree, 0);
  }
  return writer.finish(packageMeanPath(rows.length) || 1);
}
