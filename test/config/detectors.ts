import { z } from "zod";
import type { ListedDetector } from "../../src/core/detector.ts";

const unused = (): never => {
  throw new Error("a configuration never fits a detector");
};

const detector = (name: string, summary: string, options: z.ZodType): ListedDetector => ({
  name,
  summary,
  options,
  sees: "line",
  gives: "outlier",
  takesPatterns: false,
  fit: unused,
});

/** Two detectors with the documented options: a configuration needs their schemas only. */
export const detectors: readonly ListedDetector[] = [
  detector(
    "lof",
    "density compared with neighbours",
    z.strictObject({
      neighbors: z.int().min(1).default(20).describe("neighbours"),
      contamination: z.number().gt(0).max(0.5).default(0.1).describe("share that it may flag"),
    }),
  ),
  detector(
    "rolling_window",
    "floods",
    z
      .strictObject({
        window_size: z.int().min(1).default(1000).describe("lines"),
        step: z.int().min(1).default(10).describe("lines"),
        repetition_threshold: z.number().gt(0).max(1).default(0.75).describe("share"),
      })
      .refine((value) => value.step <= value.window_size, "has a step larger than its window_size"),
  ),
];
