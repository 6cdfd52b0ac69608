import type { SecretRule, Span } from "./rule.ts";

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isUpper = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
const isWord = (byte: number | undefined): boolean =>
  isDigit(byte) || isUpper(byte) || byte === 0x5f || (byte !== undefined && byte >= 0x61 && byte <= 0x7a);
const [BLANK, HYPHEN, DOT, UNDERSCORE] = [0x20, 0x2d, 0x2e, 0x5f];

/** How card numbers are grouped when they are; the plain form has one group. */
const GROUPINGS = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

/** Issuers: first digits from, to; lengths. Source: ISO/IEC 7812 ranges as the issuers publish them. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [300, 305, [14]],
  [36, 36, [14]],
  [38, 39, [14]],
  [6011, 6011, [16, 19]],
  [644, 659, [16, 19]],
  [3528, 3589, [16, 19]],
  [62, 62, [16, 17, 18, 19]],
  [5018, 5018, [13, 14, 15, 16, 17, 18, 19]],
  [5020, 5020, [13, 14, 15, 16, 17, 18, 19]],
  [5038, 5038, [13, 14, 15, 16, 17, 18, 19]],
  [6304, 6304, [13, 14, 15, 16, 17, 18, 19]],
  [6759, 6763, [13, 14, 15, 16, 17, 18, 19]],
];

/** Luhn's check (ISO/IEC 7812-1). */
const isLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
};

const isCardNumber = (digits: string): boolean =>
  ISSUERS.some(([from, to, lengths]) => {
    if (!lengths.includes(digits.length)) return false;
    const prefix = Number(digits.slice(0, String(from).length));
    return prefix >= from && prefix <= to;
  }) &&
  // One digit repeated passes Luhn at times and is filling, not a card.
  new Set(digits).size > 1 &&
  isLuhn(digits);

const digitsFrom = (bytes: Uint8Array, at: number, end: number): number => {
  let stop = at;
  while (stop < end && isDigit(bytes[stop])) stop++;
  return stop - at;
};

const EXTENSIONS = new Set(
  (
    "pdf csv txt json xml xls xlsx doc docx odt ods rtf png jpg jpeg gif tif tiff webp svg html htm zip gz tar 7z log dat tmp bak " +
    "eml msg sql md enc pgp gpg asc p7m parquet avro"
  ).split(" "),
);
/** `.pdf` and its like, and behind it no further part of a name: then what stands before is the name of a file. */
const isExtension = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (bytes[at] !== DOT) return false;
  let stop = at + 1;
  while (stop < end && stop < at + 9 && isWord(bytes[stop])) stop++;
  return EXTENSIONS.has(String.fromCharCode(...bytes.subarray(at + 1, stop)).toLowerCase());
};

/** A number ends here: no letter, no further digits behind a decimal point or hyphen. */
const endsAt = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= end ||
  (!isWord(bytes[at]) && !((bytes[at] === DOT || bytes[at] === HYPHEN) && at + 1 < end && isWord(bytes[at + 1]))) ||
  isExtension(bytes, at, end);
/** An underscore before a number makes it part of an id (`blk_4111…`), but for the name of a file. */
const isInName = (bytes: Uint8Array, start: number, at: number): boolean =>
  bytes[at - 1] === UNDERSCORE && at - 1 > start && isUpper((bytes[at - 2] ?? 0) & 0xdf);

/** End of the card number that starts at `at`; 0: none does. Block ids (`blk_-16…`), fractions and parts of words are none. */
export function cardEnd(bytes: Uint8Array, start: number, at: number, end: number): number {
  let isNamed = false;
  if (at > start) {
    const before = bytes[at - 1];
    isNamed = isInName(bytes, start, at);
    if ((isWord(before) && !isNamed) || before === DOT) return 0;
    // A minus sign, or a hyphen inside a longer id.
    if (before === HYPHEN && (at - 1 === start || !isUpper((bytes[at - 2] ?? 0) & 0xdf))) return 0;
  }
  const first = digitsFrom(bytes, at, end);
  const text = (from: number, to: number): string => {
    let digits = "";
    for (let i = from; i < to; i++) if (isDigit(bytes[i])) digits += String.fromCharCode(bytes[i] ?? 0);
    return digits;
  };
  if (first >= 13) {
    const stop = at + first;
    if (isNamed && !isExtension(bytes, stop, end)) return 0;
    return first <= 19 && endsAt(bytes, stop, end) && isCardNumber(text(at, stop)) ? stop : 0;
  }
  const separator = bytes[at + first];
  if (isNamed || first !== 4 || (separator !== BLANK && separator !== HYPHEN)) return 0;
  for (const grouping of GROUPINGS) {
    let stop = at;
    const fits = grouping.every((size, index) => {
      if (index > 0) {
        if (bytes[stop] !== separator) return false;
        stop++;
      }
      if (stop >= end || digitsFrom(bytes, stop, end) !== size) return false;
      stop += size;
      return true;
    });
    if (fits && endsAt(bytes, stop, end) && isCardNumber(text(at, stop))) return stop;
  }
  return 0;
}

/** Length of an IBAN by country. Source: SWIFT IBAN registry. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 FK18 SI19 MK19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21 " +
    "BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 " +
    "SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 " +
    "GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33"
  )
    .split(" ")
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

/** End of the IBAN that starts at `at`; 0: none does. Checked by country, length and remainder (ISO 13616, mod 97 = 1). */
export function ibanEnd(bytes: Uint8Array, start: number, at: number, end: number): number {
  const isNamed = at > start && isInName(bytes, start, at);
  if (at > start && isWord(bytes[at - 1]) && !isNamed) return 0;
  if (!isUpper(bytes[at]) || !isUpper(bytes[at + 1]) || !isDigit(bytes[at + 2]) || !isDigit(bytes[at + 3])) return 0;
  const length = IBAN_LENGTHS.get(String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0));
  if (length === undefined) return 0;
  const separator = bytes[at + 4] === BLANK || bytes[at + 4] === HYPHEN ? bytes[at + 4] : undefined;
  let characters = "";
  let stop = at;
  while (stop < end && characters.length < length) {
    const byte = bytes[stop] ?? 0;
    if (byte === separator && characters.length % 4 === 0) {
      stop++;
      continue;
    }
    if (!isDigit(byte) && !isUpper(byte)) return 0;
    characters += String.fromCharCode(byte);
    stop++;
  }
  if (characters.length < length || !(isNamed ? isExtension : endsAt)(bytes, stop, end)) return 0;
  let remainder = 0;
  for (const character of characters.slice(4) + characters.slice(0, 4)) {
    for (const digit of isUpper(character.charCodeAt(0)) ? String(character.charCodeAt(0) - 55) : character) {
      remainder = (remainder * 10 + Number(digit)) % 97;
    }
  }
  return remainder === 1 ? stop : 0;
}

type EndOf = (bytes: Uint8Array, start: number, at: number, end: number) => number;

/** The same code looks at bytes and at text: what is not ASCII cannot be part of a number. */
const spansIn = (text: string, endOf: EndOf): Span[] => {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = Math.min(text.charCodeAt(i), 0x80);
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at++) {
    const stop = endOf(bytes, 0, at, text.length);
    if (stop === 0) continue;
    spans.push({ start: at, end: stop });
    at = stop - 1;
  }
  return spans;
};

/** The cheap part of the question: at least thirteen digits, or four before a blank or hyphen and four behind it. */
const isLong = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (end - at < 12) return false;
  let i = at;
  while (i < at + 12 && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  if (i === at + 12) return true;
  if (i !== at + 3 || (bytes[i] !== BLANK && bytes[i] !== HYPHEN)) return false;
  while (++i < at + 8) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
};

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const DIGITS = range(0x30, 0x39);
/** What may stand before a card number. */
const OUTSIDE = range(0, 255).filter((byte) => (!isWord(byte) || byte === UNDERSCORE) && byte !== DOT);

const REQUEST_ID =
  /(?:(?:span|trace|request|correlation|parent|transaction)(?:[-_ ]?id)?|(?<![a-z])id)["']?\s?[:=]\s?["']?$/i;
const CAMEL_ID = /[a-z]I[dD]["']?\s?[:=]\s?["']?$/;
const CARD_ID = /(?:card|pan|account|payment)[-_ ]?id["']?\s?[:=]\s?["']?$/i;
/** Whether what stands before a number calls it an id, and not that of a card. */
const isIdBefore = (before: string): boolean =>
  (REQUEST_ID.test(before) || CAMEL_ID.test(before)) && !CARD_ID.test(before);

export const card: SecretRule = {
  kind: "card",
  summary: "payment card numbers: a known issuer, its length, Luhn's check",
  triggers: [
    {
      first: OUTSIDE,
      second: range(0x32, 0x36),
      following: [DIGITS, DIGITS, DIGITS, [...DIGITS, BLANK, HYPHEN]],
      isPossible: (bytes, _start, at, end) => isLong(bytes, at, end),
      confirm: (bytes, start, at, end) => cardEnd(bytes, start, at - 1, end) > 0,
    },
  ],
  // A number that its own key calls an id is none, even where Luhn agrees: one id in ten does.
  find: (text) => spansIn(text, cardEnd).filter(({ start }) => !isIdBefore(text.slice(Math.max(0, start - 40), start))),
  samples: [
    { text: "card_id=4111111111111111", secret: "4111111111111111" },
    { text: "charged 4111111111111111 ok", secret: "4111111111111111" },
    { text: "pan=5555-5555-5555-4444 exp=12/30", secret: "5555-5555-5555-4444" },
    { text: "card 4012 8888 8888 1881 200 OK", secret: "4012 8888 8888 1881" },
    { text: "amex 3782 822463 10005.", secret: "3782 822463 10005" },
    { text: '{"card":"371449635398431"}', secret: "371449635398431" },
    { text: "6011111111111117, declined", secret: "6011111111111117" },
    { text: "diners 30569309025904", secret: "30569309025904" },
    { text: "jcb 3530111333300000", secret: "3530111333300000" },
    { text: "old visa 4222222222222", secret: "4222222222222" },
    { text: "card-4111111111111111 stored", secret: "4111111111111111" },
    { text: "wrote /out/statement-4111111111111111.pdf", secret: "4111111111111111" },
    { text: "wrote statement_4111111111111111.PDF.", secret: "4111111111111111" },
  ],
  counterexamples: [
    "traceid=4625429520710318 stored",
    "order id=4625429520710318 stored",
    '{"flow_id":4625429520710318}',
    '{"orderId":"4625429520710318"}',
    '{"span":"4111111111111111"}',
    "trace_id=4111111111111111",
    "blk_4111111111111111 served",
    "blk_-4111111111111111 terminating",
    "seq -4111111111111111",
    "0.4111111111111111 s",
    "4111111111111111.5 s, 4111111111111111.host",
    "blk_4111111111111111.meta",
    "id 94111111111111111112345",
    "4111111111111112 fails Luhn",
    "1699999999999 1699999999999999 1699999999999999999",
    "2015-10-18 18:01:47,978 and 081109 203518 143 INFO",
    "550e8400-e29b-41d4-a716-446655440000",
    "4444444444444444",
    "0x4111111111111111 4111111111111111L",
  ],
};

export const iban: SecretRule = {
  kind: "iban",
  summary: "bank account numbers: country, its length, remainder of 97",
  triggers: [
    {
      first: range(0x41, 0x5a),
      second: DIGITS,
      following: [DIGITS],
      confirm: (bytes, start, at, end) =>
        isDigit(bytes[at]) && at - 3 >= start && isUpper(bytes[at - 3]) && ibanEnd(bytes, start, at - 3, end) > 0,
    },
  ],
  find: (text) => spansIn(text, ibanEnd),
  samples: [
    { text: "to DE89370400440532013000 sent", secret: "DE89370400440532013000" },
    { text: "iban: GB29 NWBK 6016 1331 9268 19, ref 7", secret: "GB29 NWBK 6016 1331 9268 19" },
    { text: "wrote export-GB29NWBK60161331926819.csv", secret: "GB29NWBK60161331926819" },
    { text: "wrote export_NL91ABNA0417164300.csv", secret: "NL91ABNA0417164300" },
    { text: '"NL91ABNA0417164300"', secret: "NL91ABNA0417164300" },
    { text: "FR14 2004 1010 0505 0001 3M02 606", secret: "FR14 2004 1010 0505 0001 3M02 606" },
  ],
  counterexamples: [
    "DE89370400440532013001",
    "XDE89370400440532013000",
    "ABCD12345",
    "GB29 NWBK 6016",
    "AB12 CD34 EF56",
  ],
};
