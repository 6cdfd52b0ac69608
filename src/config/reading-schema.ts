import { z } from "zod";
import { zoneOf } from "../core/zone.ts";
import { FORMAT_NAMES, type OwnFormat, patternProblem, unreadSample } from "../parsing/index.ts";
import { nearest } from "./nearest.ts";

/** `, did you mean "json"?`, or nothing. */
const meant = (typed: string, known: readonly string[]): string => {
  const found = nearest(typed, known);
  return found === undefined ? "" : `, did you mean "${found}"?`;
};

const patternFault = (pattern: string): string => {
  const problem = patternProblem(pattern);
  if (problem === undefined) return "";
  return `${problem.text}${problem.unknown === undefined ? "" : meant(problem.unknown, problem.known ?? [])}`;
};

const format = z
  .strictObject({
    name: z
      .string()
      .max(60)
      .regex(/^[a-z0-9][a-z0-9_-]*$/i),
    pattern: z
      .string()
      .min(1)
      .max(2000)
      .refine((text) => patternProblem(text) === undefined, {
        error: ({ input }) => patternFault(String(input)),
      }),
    samples: z.array(z.string().min(1).max(10_000)).max(50).default([]),
  })
  .superRefine((value, context) => {
    const unread = patternProblem(value.pattern) === undefined ? unreadSample(value) : -1;
    if (unread >= 0)
      context.addIssue({
        code: "custom",
        path: ["samples", unread],
        message: `is not matched by the pattern of ${value.name}`,
      });
  });

const formats = z
  .array(format)
  .max(50)
  .superRefine((items, context) => {
    items.forEach(({ name }, i) => {
      const isTwice = items.findIndex((other) => other.name === name) < i;
      if (isTwice || FORMAT_NAMES.includes(name))
        context.addIssue({
          code: "custom",
          path: [i, "name"],
          message: isTwice ? "stands here a second time" : "is the name of a format that is there already",
        });
    });
  });

/** How the input is written, where it does not say so itself. */
export const readingKeys = {
  year: z
    .int()
    .min(1900)
    .max(9999)
    .nullable()
    .default(null)
    .describe("year of the first line where times name none; null: the newest line is of the file's last change"),
  tz: z
    .string()
    .refine((text) => zoneOf(text) !== undefined, {
      message: "is no time zone; a name such as Europe/Berlin or an offset such as +02:00",
    })
    .nullable()
    .default(null)
    .describe("zone of times that name none, such as Europe/Berlin or +02:00; null: UTC"),
  format_hint: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("format of all input, by its name in docs/formats.md or under formats; null: found by looking"),
  formats: formats
    .default([])
    .describe("formats of your own: { name, pattern: grok, (?P<field>…) or a layout, samples: [lines it must read] }"),
};

/** What is wrong with the hint; undefined: nothing is. */
export function hintFault(hint: string | null, own: readonly OwnFormat[]): string | undefined {
  const known = [...own.map(({ name }) => name), ...FORMAT_NAMES];
  if (hint === null || known.includes(hint)) return undefined;
  const guess = meant(hint, known);
  return `names no known format, got ${JSON.stringify(hint.slice(0, 60))}${guess || `; known are ${known.join(", ")}`}`;
}
