import { type ListedDetector, listed } from "../core/detector.ts";
import { concentration } from "./concentration.ts";
import { isolationForest } from "./isolation-forest.ts";
import { levelShift } from "./level-shift.ts";
import { lof } from "./lof.ts";
import { onset } from "./onset.ts";
import { parameters } from "./parameters.ts";
import { rate } from "./rate.ts";
import { rollingWindow } from "./rolling-window.ts";
import { rules } from "./rules.ts";
import { severity } from "./severity.ts";
import { silence } from "./silence.ts";
import { template } from "./template.ts";

/** The detectors, in the order in which they are told. */
export const detectors: readonly ListedDetector[] = [
  listed(severity),
  listed(rules),
  listed(template),
  listed(onset),
  listed(concentration),
  listed(rate),
  listed(rollingWindow),
  listed(levelShift),
  listed(silence),
  listed(parameters),
  listed(lof),
  listed(isolationForest),
];
