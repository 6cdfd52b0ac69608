import { escapeTriggers, unescapedBytes } from "./escapes.ts";
import { rememberingPrefilter } from "./remembering-prefilter.ts";
import { SECRET_RULES } from "./secrets.ts";

let ofAllRules: ReturnType<typeof rememberingPrefilter> | undefined;
let hasEscapes = false;
/** What an escaped quote inside a value is read as. */
const QUOTED = 0x71;

/**
 * Whether bytes [start, end) may hold a secret: asks for the triggers of all rules, and never says no where there is one. Lines
 * with escapes are asked about again without them. `text`: number of these bytes in a memo of masked texts; -1: it does not know them; undefined: nobody looked.
 */
export function maySecret(bytes: Uint8Array, start: number, end: number, text?: number): boolean {
  // Built when it is first needed.
  ofAllRules ??= rememberingPrefilter([
    ...SECRET_RULES.flatMap((rule) => rule.triggers),
    ...escapeTriggers(() => {
      hasEscapes = true;
    }),
  ]);
  hasEscapes = false;
  if (ofAllRules(bytes, start, end, text)) return true;
  if (!hasEscapes) return false;
  const plain = unescapedBytes(bytes, start, end);
  if (ofAllRules(plain.bytes, 0, plain.length)) return true;
  if (!plain.hasQuotes) return false;
  const quoted = unescapedBytes(bytes, start, end, QUOTED);
  return ofAllRules(quoted.bytes, 0, quoted.length);
}
