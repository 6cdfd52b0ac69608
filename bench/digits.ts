import type { Random } from "../src/core/random.ts";

/** Another number of as many digits. */
export function otherNumber(digits: string, random: Random): string {
  let text = String(1 + Math.floor(random() * 9));
  while (text.length < digits.length) text += Math.floor(random() * 10);
  return text;
}
