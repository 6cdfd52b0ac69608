import { createHash } from "node:crypto";
import type { Element } from "../core/shapes.ts";
import { align } from "./align.ts";
import { mergePlace, type Place, type Places, WORDS_PLACE } from "./places.ts";
import { kindOfBits, placeholder } from "./value-kind.ts";

/** A list that was learned, and what is known of its places. */
export interface LearnedList {
  readonly elements: readonly Element[];
  readonly places: Places;
}

/** A list of a template; `folded` is the same without its repeats. */
export interface Member extends LearnedList {
  readonly folded: LearnedList;
}

/** Elements of a template with its text and id. */
export interface Named {
  readonly elements: readonly Element[];
  readonly text: string;
  readonly id: string;
}

/** The text of elements: each with a blank before it where there was one. */
export const joinElements = (elements: readonly Element[]): string =>
  elements.map(({ text, spaced }, at) => (at > 0 && spaced ? ` ${text}` : text)).join("");

/** Names a template by its text. */
export const idOfText = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Names templates. Where two would read the same, both are written with the letters of their stems. */
export function nameTemplates(
  templates: readonly { readonly elements: readonly Element[]; readonly members: readonly Member[] }[],
): Named[] {
  const short = templates.map(({ elements, members }) => write(elements, members, false));
  const counts = new Map<string, number>();
  const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  const texts = short.map(joinElements);
  texts.forEach(count);
  const written = short.map((elements, at) => {
    if (counts.get(texts[at]!) === 1) return elements;
    const { elements: own, members } = templates[at]!;
    return write(own, members, true);
  });
  counts.clear();
  const finals = written.map(joinElements);
  finals.forEach(count);
  return written.map((elements, at) => {
    const text = finals[at]!;
    // Texts that are still equal differ in what the text does not show; the id tells them apart all the same.
    const isAlone = counts.get(text) === 1;
    const own = templates[at]!.elements.map((element) => element.kind.charAt(0) + element.text).join(" ");
    return { elements, text, id: idOfText(isAlone ? text : `${text}\n${own}`) };
  });
}

/** The elements as people read them, from what all members show in each place. */
function write(template: readonly Element[], members: readonly Member[], withLetters: boolean): Element[] {
  const only = members.length === 1 ? members[0] : undefined;
  // A list that was folded is shown unfolded if it always had the same length.
  const isUnfolded = only !== undefined && only.folded.elements.length === template.length;
  const elements = isUnfolded && only.elements.length > template.length ? only.elements : template;
  const places: (Place | null)[] = elements.map(() => null);
  for (const member of members) {
    const found = placesAlong(elements, isUnfolded ? member : member.folded);
    for (let at = 0; at < places.length; at++) places[at] = mergePlace(places[at]!, found[at]!);
  }
  return elements.map((element, at) => writeElement(element, places[at]!, withLetters));
}

function writeElement(element: Element, place: Place | null, withLetters: boolean): Element {
  if (element.kind === "value") {
    const variable = placeholder(kindOfBits(place?.kinds ?? 0));
    return { ...element, text: variable + (place?.fixed ?? "") };
  }
  if (element.kind === "stem") {
    if (place?.fixed) return { ...element, kind: "word", text: place.fixed };
    if (place?.head) return { ...element, text: place.head + placeholder(kindOfBits(place.kinds)) };
    return withLetters ? element : { ...element, text: "<*>" };
  }
  return place?.fixed ? { ...element, text: place.fixed } : element;
}

/** What a member shows in each place of the template. */
function placesAlong(template: readonly Element[], member: LearnedList): (Place | null)[] {
  const starts = align(
    {
      length: template.length,
      isHole: (at) => template[at]!.kind === "value",
      fits: (at, other) => sameElement(template[at]!, member.elements[other]!),
    },
    member.elements.length,
  );
  return template.map((element, at) => {
    const isPlace = element.kind === "value" || element.kind === "stem" || element.text === "...";
    if (!isPlace) return null;
    // A folded list does not lie along its own template: what it shows is not known place by place.
    if (starts === undefined) return element.kind === "value" ? { kinds: 0, fixed: null, head: "" } : WORDS_PLACE;
    const from = starts[at]!;
    if (starts[at + 1]! - from > 1) return WORDS_PLACE;
    const other = member.elements[from]!;
    return other.kind === element.kind ? (member.places[from] ?? null) : WORDS_PLACE;
  });
}

const sameElement = (a: Element, b: Element): boolean => a.kind === b.kind && a.text === b.text;
