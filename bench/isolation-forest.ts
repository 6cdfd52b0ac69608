// Own isolation forest against the package `ml-isolation-forest`, each as its makers meant it to be used.
// Run: node bench/isolation-forest.ts [rows]     Recorded in docs/decisions/0007-isolation-forest.md.
import { availableParallelism, cpus } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { IsolationForest } from "ml-isolation-forest";
import { encode } from "../src/core/codec.ts";
import { seededRandom } from "../src/core/random.ts";
import { growTrees, isolationScores } from "../src/detectors/isolation-tree.ts";
import { areaUnderCurve, plantedOutliers } from "./planted-outliers.ts";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");
const heap = (): number => {
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
};

const ROWS = Number(process.argv[2] ?? 20_000);
const COLUMNS = 12;
const REPEATS = 3;
const { features, labels } = plantedOutliers(ROWS, COLUMNS, 7);
const asLists = Array.from({ length: ROWS }, (_, i) => [...features.values.subarray(i * COLUMNS, (i + 1) * COLUMNS)]);
const pool = Uint32Array.from({ length: ROWS }, (_, i) => i);

interface Candidate<Model> {
  readonly name: string;
  fit(): Model;
  score(model: Model): ArrayLike<number>;
  save(model: Model): string;
}

const seconds = <Result>(work: () => Result): [Result, number] => {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1e6];
};

function measure<Model>({ name, fit, score, save }: Candidate<Model>): Record<string, string> {
  const areas: number[] = [];
  const fits: number[] = [];
  const predictions: number[] = [];
  const firsts = new Set<number>();
  let held = 0;
  let saved = "";
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const before = heap();
    const [model, fitSeconds] = seconds(fit);
    // Later runs free what this one holds.
    if (repeat === 0) held = heap() - before;
    const [scores, scoreSeconds] = seconds(() => score(model));
    areas.push(areaUnderCurve(scores, labels));
    fits.push(fitSeconds);
    predictions.push(scoreSeconds);
    firsts.add(scores[0] ?? 0);
    saved = `${(save(model).length / 2 ** 20).toFixed(1)} MiB`;
  }
  const span = (values: number[], digits: number): string =>
    `${Math.min(...values).toFixed(digits)} - ${Math.max(...values).toFixed(digits)}`;
  return {
    implementation: name,
    "AUC of 3 runs": span(areas, 4),
    "fit, CPU s": span(fits, 3),
    "score all, CPU s": span(predictions, 3),
    "same scores each run": firsts.size === 1 ? "yes" : "no",
    "held after fit": `${(held / 2 ** 20).toFixed(1)} MiB`,
    "as JSON": saved,
  };
}

console.log(
  `${ROWS} rows x ${COLUMNS} columns, 100 trees; Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? "?"}`,
);
console.table([
  ...[256, ROWS].map((sampleSize) =>
    measure({
      name: `default, ${sampleSize} rows a tree`,
      fit: () => growTrees(features.values, COLUMNS, pool, { trees: 100, sampleSize, random: seededRandom(42) }),
      score: (trees) => isolationScores(trees, features.values, COLUMNS),
      save: (trees) => encode(trees),
    }),
  ),
  measure({
    name: "ml-isolation-forest",
    fit: () => {
      const forest = new IsolationForest({ nEstimators: 100 });
      forest.train(asLists);
      return forest;
    },
    score: (forest) => forest.predict(asLists),
    save: (forest) => JSON.stringify(forest),
  }),
]);
