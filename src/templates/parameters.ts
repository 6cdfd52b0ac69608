import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import type { Template } from "../core/miner.ts";
import type { Element } from "../core/shapes.ts";
import { align } from "./align.ts";
import { foldRepeats } from "./fold-repeats.ts";
import { elementsOf } from "./message-elements.ts";
import { partsOf, textOf } from "./places.ts";
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

function elementsIn(bytes: Uint8Array): Found[] {
  const count = scanned.scan(bytes, 0, bytes.length);
  const { starts, ends } = scanned;
  const partOf = partsOf(bytes, 0, bytes.length);
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
  const found = elementsIn(bytesOf(message));
  return (layAlong(template.elements, found) ?? layAlong(template.elements, withoutRepeats(found))) !== undefined;
}

/** Where the template's variable places are in a message: start and end of each, in order. */
interface Laid {
  readonly spans: readonly number[];
  /** They are there in every message that differs in digits only. */
  readonly isDigitBlind: boolean;
}

/** Undefined: the message does not lie along the template. */
function laidAlong(elements: readonly Element[], all: readonly Found[]): Laid | undefined {
  let found = all;
  let starts = layAlong(elements, found);
  if (starts === undefined) {
    found = withoutRepeats(found);
    starts = layAlong(elements, found);
  }
  if (starts === undefined) return undefined;
  const laid = starts;
  const spans = elements.flatMap((place, at) =>
    isVariable(place) ? [found[laid[at]!]!.start, found[laid[at + 1]! - 1]!.end] : [],
  );
  // Words are compared with their digits; so are repeated elements.
  return { spans, isDigitBlind: found === all && !all.some(({ kind, text }) => kind === "word" && /[0-9]/.test(text)) };
}

/** Each text is decoded by itself: it may be kept, and a part of the message's text would keep all of it. */
function parametersAt(elements: readonly Element[], spans: readonly number[], bytes: Uint8Array): readonly Parameter[] {
  const parameters: Parameter[] = [];
  for (const place of elements) {
    if (!isVariable(place)) continue;
    const at = 2 * parameters.length;
    parameters.push(parameter(variableOf(place, textOf(bytes, spans[at]!, spans[at + 1]!))));
  }
  return parameters;
}

/** The values that a message shows by itself. */
const shownBy = (found: readonly Found[], bytes: Uint8Array): readonly Parameter[] =>
  found.filter(isVariable).map(({ start, end }) => parameter(textOf(bytes, start, end)));

const bytesOf = (message: string | Uint8Array): Uint8Array =>
  typeof message === "string" ? new TextEncoder().encode(message) : message;

/**
 * The values of one message in the template's variable places, in order. Where the message does not lie along the
 * template, the values that the message shows by itself.
 */
export function parametersOf(template: Pick<Template, "elements">, message: string | Uint8Array): readonly Parameter[] {
  const bytes = bytesOf(message);
  const found = elementsIn(bytes);
  const laid = laidAlong(template.elements, found);
  if (laid === undefined) return shownBy(found, bytes);
  return parametersAt(template.elements, laid.spans, bytes);
}

/** As `parametersOf`, for many messages: where the places are is found once for messages that differ in digits only. */
export function parameterReader(): typeof parametersOf {
  const memo = maskedMemo();
  const known = textFacts<{ readonly elements: readonly Element[]; readonly spans: readonly number[] }>();
  return ({ elements }, message) => {
    const bytes = bytesOf(message);
    const text = memo.find(bytes, 0, bytes.length);
    const before = text < 0 ? undefined : known.get(text);
    if (before?.elements === elements) return parametersAt(elements, before.spans, bytes);
    const found = elementsIn(bytes);
    const laid = laidAlong(elements, found);
    if (laid === undefined) return shownBy(found, bytes);
    const number = laid.isDigitBlind && text < 0 ? memo.keep() : text;
    if (laid.isDigitBlind && number >= 0) known.set(number, { elements, spans: laid.spans });
    return parametersAt(elements, laid.spans, bytes);
  };
}
