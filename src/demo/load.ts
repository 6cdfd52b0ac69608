import type { Draw } from "./draw.ts";

const BIN = 5 * 60_000;
const HOUR = 3_600_000;

/** How busy the shop is over the day. */
export interface Load {
  readonly start: number;
  readonly end: number;
  /** A moment, likelier when the shop is busy. */
  moment(draw: Draw): number;
  /** Busyness at a moment against the mean of the day. */
  at(time: number): number;
}

/** Quiet at night, a dip at lunch, busiest in the evening; every five minutes a little different. */
function busyness(time: number): number {
  const hour = (time / HOUR) % 24;
  const awake = hour >= 6.2 && hour <= 22.7 ? Math.sin(((hour - 6.2) / 16.5) * Math.PI) ** 0.85 : 0;
  return (0.3 + 0.7 * awake) * (hour > 12 && hour < 13.2 ? 0.9 : 1);
}

/** The load of a stretch of time. */
export function loadOf(start: number, end: number, draw: Draw): Load {
  const cumulative: number[] = [];
  let sum = 0;
  for (let bin = start; bin < end; bin += BIN) {
    sum += busyness(bin + BIN / 2) * draw.real(0.93, 1.07) * Math.min(1, (end - bin) / BIN);
    cumulative.push(sum);
  }
  const mean = sum / ((end - start) / BIN);
  return {
    start,
    end,
    at: (time) => busyness(time) / mean,
    moment: (from) => {
      const target = from.random() * sum;
      let low = 0;
      let high = cumulative.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] ?? sum) > target) high = middle;
        else low = middle + 1;
      }
      const binStart = start + low * BIN;
      return binStart + from.random() * (Math.min(end, binStart + BIN) - binStart);
    },
  };
}
