/** What is used of the package, which carries no types of its own. */
declare module "ml-isolation-forest" {
  export interface TreeNode {
    readonly left?: TreeNode;
    readonly right?: TreeNode;
    readonly splitColumn?: number;
    readonly splitValue?: number;
    /** Only of leaves: the rows that ended here. */
    readonly trainingSet?: number[][];
  }
  export class IsolationForest {
    constructor(options?: { nEstimators?: number });
    readonly forest: TreeNode[];
    train(rows: number[][]): void;
    predict(rows: number[][]): number[];
  }
}
