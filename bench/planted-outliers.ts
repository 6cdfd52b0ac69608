import { type Matrix, matrix } from "../src/core/matrix.ts";
import { seededRandom } from "../src/core/random.ts";

/**
 * A crowd with one row in a hundred that stands out in some columns. experiments/oracles/make-isolation-forest-oracle.py
 * makes the same numbers.
 */
export function plantedOutliers(rows: number, columns: number, seed: number): { features: Matrix; labels: Uint8Array } {
  const draw = seededRandom(seed);
  const features = matrix(
    rows,
    Array.from({ length: columns }, (_, i) => `c${i}`),
  );
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const isStrange = draw() < 0.01;
    labels[row] = Number(isStrange);
    for (let column = 0; column < columns; column++) {
      let value = 0;
      for (let i = 0; i < 12; i++) value += draw();
      value -= 6;
      if (isStrange && draw() < 0.4) value += draw() < 0.5 ? 4 : -4;
      features.values[row * columns + column] = value;
    }
  }
  return { features, labels };
}

/** Area under the ROC curve: how often a labelled row outranks another; ties count half. */
export function areaUnderCurve(scores: ArrayLike<number>, labels: Uint8Array): number {
  const order = Array.from(labels, (_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && scores[order[j] ?? 0] === scores[order[i] ?? 0]) j++;
    const rank = (i + 1 + j) / 2;
    for (; i < j; i++) {
      if (labels[order[i] ?? 0] !== 1) continue;
      positives++;
      rankSum += rank;
    }
  }
  const negatives = labels.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
