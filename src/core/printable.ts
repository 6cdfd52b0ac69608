/**
 * What must not reach a terminal as it is: controls (C0, DEL, C1), format characters (bidi, zero-width, tags),
 * lone surrogates, line and paragraph separators, private use, and whatever else is drawn as nothing.
 */
const HIDDEN =
  /\p{Extended_Pictographic}\ufe0f|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
/** Printable ASCII alone needs no look at all. */
const PLAIN = /^[\x20-\x7e]*$/;

const escaped = (code: number): string => {
  if (code === 0) return "\\0";
  if (code === 0x0a) return "\\n";
  if (code === 0x0d) return "\\r";
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
};

/**
 * Text that is safe to write to a terminal: what would act or hide is shown as a visible escape (`\x1b`, `\u202e`),
 * a tab as a blank. Applying it twice changes nothing; colours are added afterwards.
 */
export function printable(text: string, options: { readonly keepNewlines?: boolean } = {}): string {
  if (PLAIN.test(text)) return text;
  return text.replace(HIDDEN, (found) => {
    if (found === "\t") return " ";
    if (found === "\n" && options.keepNewlines === true) return found;
    const code = found.codePointAt(0) ?? 0;
    // The emoji variation selector behind its pictograph changes the drawing only.
    return found.endsWith("\ufe0f") && found !== "\ufe0f" ? String.fromCodePoint(code) : escaped(code);
  });
}
