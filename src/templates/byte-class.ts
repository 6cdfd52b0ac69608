/** Classes of bytes, as bits. 0: punctuation, which ends a token and stands alone. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 4;
export const SLASH = 8;
export const DOT = 16;
export const AT = 32;
/** Joins letters and digits into one token: `_ - $ + ~ * #`. */
export const JOINER = 64;
export const BACKSLASH = 128;
/** Comes with LETTER: a letter that is no hexadecimal digit. */
export const NOT_HEX = 256;

const classOf = (byte: number): number => {
  // Control bytes, NUL among them, separate as blanks do. Bytes of multi-byte characters are letters of some script.
  if (byte <= 0x20) return SPACE;
  if (byte >= 0x80) return LETTER | NOT_HEX;
  const character = String.fromCharCode(byte);
  if (/[A-Fa-f]/.test(character)) return LETTER;
  if (/[A-Za-z]/.test(character)) return LETTER | NOT_HEX;
  if (/[0-9]/.test(character)) return DIGIT;
  if (character === "/") return SLASH;
  if (character === ".") return DOT;
  if (character === "@") return AT;
  if (character === "\\") return BACKSLASH;
  return "_-$+~*#".includes(character) ? JOINER : 0;
};

/** Class of each byte. */
export const BYTE_CLASS = Uint16Array.from({ length: 256 }, (_, byte) => classOf(byte));
