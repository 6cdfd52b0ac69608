import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import { prefilter } from "./prefilter.ts";
import type { Trigger } from "./rule.ts";

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const DIGITS = Array.from({ length: 10 }, (_, digit) => 0x30 + digit);

/** The bytes, and where there is a digit among them, all digits. */
const anyDigit = (bytes: readonly number[]): readonly number[] =>
  bytes.some(isDigit) ? [...new Set([...bytes, ...DIGITS])] : bytes;

/** A trigger as sets of bytes, one behind the other. */
function setsOf(trigger: Trigger): readonly (readonly number[])[] {
  if (!("literal" in trigger)) return [trigger.first, trigger.second, ...(trigger.following ?? [])];
  const { literal } = trigger;
  const forms = trigger.isExact === true ? [literal] : [literal.toLowerCase(), literal.toUpperCase()];
  return Array.from({ length: literal.length }, (_, at) => [...new Set(forms.map((form) => form.charCodeAt(at)))]);
}

/** What a closer look is taken behind. */
const lengthOf = (trigger: Trigger): number => ("literal" in trigger ? trigger.literal.length : 2);

/** The trigger for any values of digits: `found` is told where it begins, and nothing is triggered. */
function digitBlind(trigger: Trigger, found: (from: number) => void): Trigger {
  const [first = [], second = [], ...following] = setsOf(trigger).map(anyDigit);
  const length = lengthOf(trigger);
  const { isPossible } = trigger;
  return {
    first,
    second,
    following,
    confirm(bytes, start, at, end) {
      const from = at - 2;
      if (isPossible === undefined || isPossible(bytes, start, from + length, end)) found(from);
      return false;
    },
  };
}

/** Whether the trigger is in a line at `from`, where it is for any values of digits. */
type Look = (bytes: Uint8Array, start: number, from: number, end: number) => boolean;

/**
 * As a prefilter's `mayHold`, for lines of which many differ in digits only. Of a line that holds no trigger it is remembered
 * where one could be if its digits were others: in the next such line only these places are looked at. `text`: the number of
 * the line among those of another memo; -1: that one does not know it, and this one need not look.
 */
export function rememberingPrefilter(
  triggers: readonly Trigger[],
): (bytes: Uint8Array, start: number, end: number, text?: number) => boolean {
  const exact = prefilter(triggers);
  const looks = triggers.map((trigger, id): Look => {
    if (setsOf(trigger).some((set) => anyDigit(set).length > set.length))
      return (bytes, start, from, end) => exact.isAt(id, bytes, start, from, end);
    // Nothing but a closer look depends on digits.
    const { confirm } = trigger;
    const isLiteral = "literal" in trigger;
    const length = lengthOf(trigger);
    // A pair of classes may begin with the blank before a line, a literal may not.
    return (bytes, start, from, end) =>
      (from >= start || !isLiteral) && (confirm === undefined || confirm(bytes, start, from + length, end));
  });
  /** Of the line that is looked at: number of a trigger, and where it may begin. */
  const places: number[] = [];
  const blind = prefilter(triggers.map((trigger, id) => digitBlind(trigger, (from) => places.push(id, from))));
  /** Of a line: the trigger and the place, from the start of the line, of each look that is to be taken. */
  const placesIn = (bytes: Uint8Array, start: number, end: number): Int32Array => {
    places.length = 0;
    blind.mayHold(bytes, start, end);
    return Int32Array.from(places, (value, i) => (i % 2 === 0 ? value : value - start));
  };
  const memo = maskedMemo();
  const known = textFacts<Int32Array>();
  return (bytes, start, end, given) => {
    let text = given ?? memo.find(bytes, start, end);
    const own = text < 0 ? undefined : known.get(text);
    if (own !== undefined) {
      for (let i = 0; i < own.length; i += 2) if (looks[own[i]!]!(bytes, start, start + own[i + 1]!, end)) return true;
      return false;
    }
    if (exact.mayHold(bytes, start, end)) return true;
    if (given === undefined) text = memo.keep();
    if (text < 0) return false;
    known.set(text, placesIn(bytes, start, end));
    return false;
  };
}
