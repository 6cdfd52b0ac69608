import type { Template } from "../core/miner.ts";
import type { Element } from "../core/shapes.ts";
import { align } from "./align.ts";
import { foldRepeats } from "./fold-repeats.ts";
import { elementsOf } from "./message-elements.ts";
import { textOf } from "./places.ts";
import { scanner } from "./scanner.ts";
import { type ParameterKind, valueParts } from "./value-kind.ts";

/** What stands in one variable place of a message. */
export interface Parameter {
  readonly kind: ParameterKind;
  readonly text: string;
}

/** Longer values are cut: they are shown, not computed with. */
const TEXT_LENGTH = 1_024;
const PLACEHOLDER = /^(.*?)<(?:num|ip|hex|path|uuid|time|\*)>(.*)$/s;
const DOTS = /^\.{2,}$/;

/** An element of the message with the bytes it stands for. */
interface Found extends Element {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

const isVariable = ({ kind }: Element): boolean => kind === "value" || kind === "stem";

/** One for all calls: they are synchronous and take their elements out before the next one scans. */
const scanned = scanner();

/** Parts of a message as text; where a byte is a character, of one text that was decoded once. */
function partsOf(bytes: Uint8Array): (start: number, end: number) => string {
  const whole = textOf(bytes, 0, bytes.length);
  return whole.length === bytes.length
    ? (start, end) => whole.slice(start, end)
    : (start, end) => textOf(bytes, start, end);
}

function elementsIn(bytes: Uint8Array): Found[] {
  const count = scanned.scan(bytes, 0, bytes.length);
  const { starts, ends } = scanned;
  const partOf = partsOf(bytes);
  return elementsOf(scanned, count, bytes, (at) => partOf(starts[at]!, ends[at]!)).map((element, at): Found => {
    const start = starts[at]!;
    const end = ends[at]!;
    const { kind, text, spaced } = element;
    return { kind, text, spaced, raw: partOf(start, end), start, end };
  });
}

/** A word stands for itself; a stem for what starts as it does; dots for dots. */
function fits(place: Element, { kind, text, raw }: Found): boolean {
  if (place.kind === "stem") return kind === "stem" && raw.startsWith(PLACEHOLDER.exec(place.text)?.[1] ?? "");
  if (place.text === raw || (place.kind === kind && place.text === text)) return true;
  return place.kind === "punctuation" && DOTS.test(place.text) && DOTS.test(raw);
}

function layAlong(template: readonly Element[], found: readonly Found[]): readonly number[] | undefined {
  return align(
    {
      length: template.length,
      isHole: (at) => template[at]!.kind === "value",
      fits: (at, message) => fits(template[at]!, found[message]!),
    },
    found.length,
  );
}

function withoutRepeats(found: readonly Found[]): readonly Found[] {
  const folded = foldRepeats(
    found.map(({ kind, text }) => kind.charAt(0) + text),
    (name) => name.startsWith("v") || name.startsWith("s"),
    (name) => name.startsWith("p") && ",;|/&:".includes(name.slice(1)),
  );
  return folded === undefined ? found : folded.kept.map((at) => found[at]!);
}

/** The part of `raw` that the place shows as its variable: without the head and the unit that the template already shows. */
function variableOf(place: Element, raw: string): string {
  const [, head = "", unit = ""] = PLACEHOLDER.exec(place.text) ?? [];
  let text = raw;
  if (place.kind === "stem" && text.startsWith(head)) text = text.slice(head.length);
  if (unit !== "" && text.endsWith(unit)) text = text.slice(0, text.length - unit.length);
  return text;
}

const parameter = (text: string): Parameter => {
  const { kind, body } = valueParts(text);
  return { kind, text: (kind === "str" ? text : body).slice(0, TEXT_LENGTH) };
};

/** Does the message stand under the template, place by place? */
export function templateFits(template: Pick<Template, "elements">, message: string | Uint8Array): boolean {
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const found = elementsIn(bytes);
  return (layAlong(template.elements, found) ?? layAlong(template.elements, withoutRepeats(found))) !== undefined;
}

/**
 * The values of one message in the template's variable places, in order. Where the message does not lie along the
 * template, the values that the message shows by itself.
 */
export function parametersOf(template: Pick<Template, "elements">, message: string | Uint8Array): readonly Parameter[] {
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const { elements } = template;
  let found: readonly Found[] = elementsIn(bytes);
  let starts = layAlong(elements, found);
  if (starts === undefined) {
    const folded = withoutRepeats(found);
    starts = layAlong(elements, folded);
    if (starts !== undefined) found = folded;
  }
  if (starts === undefined) return found.filter(isVariable).map(({ raw }) => parameter(raw));
  const laid = starts;
  const partOf = partsOf(bytes);
  return elements.flatMap((place, at) => {
    if (!isVariable(place)) return [];
    const first = found[laid[at]!]!;
    const last = found[laid[at + 1]! - 1]!;
    return [parameter(variableOf(place, partOf(first.start, last.end)))];
  });
}
