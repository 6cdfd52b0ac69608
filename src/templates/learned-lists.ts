import { z } from "zod";
import type { Element, Shape } from "../core/shapes.ts";
import { isWatched, type Places, placeOf, textOf, WORDS_PLACE } from "./places.ts";
import { scanner } from "./scanner.ts";

const element = z.object({
  kind: z.enum(["word", "stem", "value", "punctuation"]),
  text: z.string(),
  spaced: z.boolean(),
});
const place = z.object({ kinds: z.number().int(), fixed: z.string().nullable(), head: z.string() });

/** Lists of elements as a state holds them, each with what is known of its places. */
export const learnedLists = z.array(z.object({ elements: z.array(element), places: z.array(place.nullable()) }));

/** Elements as one text: equal for equal elements. No element holds a blank. */
export const nameOf = (elements: readonly Element[]): string =>
  elements.map(({ kind, text }) => kind.charAt(0) + text).join(" ");

/** What a shape shows in its places: what its table watched, or else what its sample shows. */
export function placesOf(shape: Shape): Places {
  if (isWatched(shape)) return shape.places;
  const scanned = scanner();
  const count = scanned.scan(shape.sample, 0, shape.sample.length);
  return shape.elements.map(({ kind }, at) => {
    if (count === shape.elements.length) return placeOf(scanned, at, (from, to) => textOf(shape.sample, from, to));
    return kind === "value" || kind === "stem" ? WORDS_PLACE : null;
  });
}
