import { type Random, seededRandom } from "../core/random.ts";

/** A list that holds at least one thing. */
export type Some<T> = readonly [T, ...T[]];

/** Seeded values of many kinds; the same seed draws the same. */
export interface Draw {
  readonly random: Random;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  real(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: Some<T>): T;
  /** `count` different members in random order; all of them where there are fewer. */
  some<T>(list: readonly T[], count: number): T[];
  /** A positive number whose logarithm is normal: durations, sizes. */
  logNormal(median: number, sigma: number): number;
  /** `length` characters of an alphabet. */
  text(alphabet: string, length: number): string;
  hex(length: number): string;
}

const HEX = "0123456789abcdef";

/** Opens a seeded source of values. */
export function drawing(seed: number): Draw {
  const random = seededRandom(seed);
  const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const text = (alphabet: string, length: number): string => {
    let out = "";
    for (let i = 0; i < length; i++) out += alphabet.charAt(int(0, alphabet.length - 1));
    return out;
  };
  return {
    random,
    int,
    real: (low, high) => low + random() * (high - low),
    chance: (probability) => random() < probability,
    pick: (list) => list[Math.floor(random() * list.length)] ?? list[0],
    some: (list, count) => {
      const rest = [...list];
      const out = [];
      while (out.length < count && rest.length > 0) out.push(...rest.splice(int(0, rest.length - 1), 1));
      return out;
    },
    // Box and Muller, 1958; 1 - random() keeps the logarithm finite.
    logNormal: (median, sigma) => {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return median * Math.exp(sigma * normal);
    },
    text,
    hex: (length) => text(HEX, length),
  };
}
