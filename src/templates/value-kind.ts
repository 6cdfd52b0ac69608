import { isIP } from "node:net";
import { UNIT_WORDS } from "./word-lists.ts";

/** What stands in a variable place. `str` is shown as `<*>`, the others as `<num>` and so on. */
export const PARAMETER_KINDS = ["num", "ip", "hex", "path", "uuid", "time", "str"] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** A set of kinds as bits. */
export const kindBit = (kind: ParameterKind): number => 1 << PARAMETER_KINDS.indexOf(kind);
/** The bit of `str`: what takes everything. */
export const STRING_BIT = kindBit("str");

/** The one kind of a set; several kinds, or none, are `str`. */
export function kindOfBits(bits: number): ParameterKind {
  for (const kind of PARAMETER_KINDS) if (bits === kindBit(kind)) return kind;
  return "str";
}

/** How a place of this kind is written in a template. */
export const placeholder = (kind: ParameterKind): string => (kind === "str" ? "<*>" : `<${kind}>`);

/** A value cut into what it is and the unit behind it (`12 ms`: `12`, ` ms`). */
export interface ValueParts {
  readonly kind: ParameterKind;
  readonly body: string;
  readonly unit: string;
}

/** Longer texts are no number, address or time worth a pattern; they are `path` or `str` by their beginning. */
const PATTERN_LENGTH = 256;
/** A magnitude is part of its number (`128K`), not a unit. */
const MAGNITUDES: Readonly<Record<string, number>> = { K: 1e3, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const UNIT = new RegExp(`(?<=[0-9]) ?(?:${UNIT_WORDS.filter((word) => !(word in MAGNITUDES)).join("|")})$`);
const NUMBER = /^[<>]? ?[-+]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+|[KkMGT])?$/;
const HEX = /^(?:0[xX][0-9a-fA-F]+|(?=.*[a-fA-F])[0-9a-fA-F]{6,}|[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5,7})$/;
const UUID_LENGTH = 36;
const UUID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const PATH = /^(?:[/\\]|\.{1,2}[/\\]|~\/|[A-Za-z]:[/\\]|[A-Za-z][A-Za-z0-9+.-]*:\/\/|[^/\s]+\/[^/\s]+\/)/;
const CLOCK =
  /(?:^|[ T])\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?(?:[AP]M|[ap]m|Z|[A-Z]{3,4}|[-+]\d{2}:?\d{2}))?(?: \d{4})?$/;
const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:$|[ T]\d)/;
const CALENDAR =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? ?)?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/;
const ADDRESS = /^\/?(\[[0-9a-fA-F:.]+\]|[0-9.]+)(?::\d{1,5})?$/;
/** `value (the value again)`: only the value counts. */
const AGAIN = /(?<=\S) ?\([^()]*\)?$/;

/** Cuts and names the text of one value. */
export function valueParts(text: string): ValueParts {
  if (text.length > PATTERN_LENGTH)
    return { kind: PATH.test(text.slice(0, PATTERN_LENGTH)) ? "path" : "str", body: text, unit: "" };
  const kind = kindOfBody(text);
  if (kind !== "str") return { kind, body: text, unit: "" };
  const again = AGAIN.exec(text);
  const whole = again === null ? text : text.slice(0, again.index);
  const unit = UNIT.exec(whole)?.[0] ?? "";
  const body = whole.slice(0, whole.length - unit.length);
  return { kind: body === text ? kind : kindOfBody(body), body, unit: again === null ? unit : "" };
}

// What the first character of a text rules out is not tried: most texts are tried for two patterns in place of ten.
const MAY_NUMBER = 1;
const MAY_ADDRESS = 2;
const MAY_HEX = 4;
const MAY_DATE = 8;
const MAY_CALENDAR = 16;
const FIRST = new Uint8Array(128);
for (const [first, may] of [
  ["<> +-.0123456789", MAY_NUMBER],
  ["/[.0123456789", MAY_ADDRESS],
  ["0123456789abcdefABCDEF", MAY_HEX],
  ["0123456789", MAY_DATE],
  ["0123456789MTWFSJADON", MAY_CALENDAR],
] as const)
  for (const character of first) FIRST[character.charCodeAt(0)]! |= may;

function kindOfBody(text: string): ParameterKind {
  const may = FIRST[text.charCodeAt(0)] ?? 0;
  if ((may & MAY_NUMBER) !== 0 && NUMBER.test(text)) return "num";
  if (text.length === UUID_LENGTH && UUID.test(text)) return "uuid";
  const address = (may & MAY_ADDRESS) !== 0 ? ADDRESS.exec(text)?.[1] : undefined;
  if (address !== undefined && isIP(address.replace(/^\[|\]$/g, "")) > 0) return "ip";
  // Without a colon only the address above is one, and the pattern of the newer kind is long.
  const hasColon = text.includes(":");
  if (hasColon && isIP(text) > 0) return "ip";
  if ((may & MAY_HEX) !== 0 && HEX.test(text)) return "hex";
  if ((may & MAY_DATE) !== 0 && DATE.test(text)) return "time";
  if ((may & MAY_CALENDAR) !== 0 && CALENDAR.test(text)) return "time";
  if (hasColon && CLOCK.test(text)) return "time";
  return PATH.test(text) ? "path" : "str";
}

/** The number a text of kind `num` stands for; NaN where it is too odd. */
export function numberOf(body: string): number {
  const digits = body.replace(/^[<>] ?|,/g, "");
  const magnitude = MAGNITUDES[digits.charAt(digits.length - 1)];
  return magnitude === undefined ? Number(digits) : Number(digits.slice(0, -1)) * magnitude;
}
