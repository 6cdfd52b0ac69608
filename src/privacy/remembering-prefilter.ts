import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import { prefilter } from "./prefilter.ts";
import type { Trigger } from "./rule.ts";

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const DIGITS = Array.from({ length: 10 }, (_, digit) => 0x30 + digit);

/** The bytes, and where there is a digit among them, all digits. */
const anyDigit = (bytes: readonly number[]): readonly number[] =>
  bytes.some(isDigit) ? [...new Set([...bytes, ...DIGITS])] : bytes;

/** The trigger for any values of digits: `found` is told where it begins, and nothing is triggered. */
function digitBlind(trigger: Trigger, found: (from: number) => void): Trigger {
  const confirm = (_: Uint8Array, _start: number, at: number): false => {
    found(at - 2);
    return false;
  };
  if (!("literal" in trigger)) {
    const { first, second, following } = trigger;
    const rest = following?.map(anyDigit);
    return { first: anyDigit(first), second: anyDigit(second), ...(rest && { following: rest }), confirm };
  }
  const forms =
    trigger.isExact === true ? [trigger.literal] : [trigger.literal.toLowerCase(), trigger.literal.toUpperCase()];
  const sets = Array.from({ length: trigger.literal.length }, (_, at) =>
    anyDigit([...new Set(forms.map((form) => form.charCodeAt(at)))]),
  );
  const [first = [], second = [], ...following] = sets;
  return {
    first,
    second,
    following,
    confirm,
  };
}

/**
 * As a prefilter's `mayHold`, for lines of which many differ in digits only. Of a line that holds no trigger it is remembered
 * where one could be if its digits were others: in the next such line only these places are looked at. `text`: the number of
 * the line among those of another memo.
 */
export function rememberingPrefilter(
  triggers: readonly Trigger[],
): (bytes: Uint8Array, start: number, end: number, text?: number) => boolean {
  const exact = prefilter(triggers);
  /** Of the line that is looked at: number of a trigger, and where it may begin. */
  const places: number[] = [];
  const blind = prefilter(triggers.map((trigger, id) => digitBlind(trigger, (from) => places.push(id, from))));
  const memo = maskedMemo();
  const looks = textFacts<Int32Array>();
  return (bytes, start, end, text = -1) => {
    let known = text < 0 ? memo.find(bytes, start, end) : text;
    const own = known < 0 ? undefined : looks.get(known);
    if (own !== undefined) {
      for (let i = 0; i < own.length; i += 2)
        if (exact.isAt(own[i]!, bytes, start, start + own[i + 1]!, end)) return true;
      return false;
    }
    if (exact.mayHold(bytes, start, end)) return true;
    if (known < 0) known = memo.keep();
    if (known < 0) return false;
    places.length = 0;
    blind.mayHold(bytes, start, end);
    looks.set(
      known,
      Int32Array.from(places, (value, i) => (i % 2 === 0 ? value : value - start)),
    );
    return false;
  };
}
