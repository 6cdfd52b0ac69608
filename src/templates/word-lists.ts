/** What a word can mean to the scanner, as bits. */
export const UNIT = 1;
export const DATE = 2;
export const TOP_DOMAIN = 4;
export const LITERAL = 8;

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** Hash of no bytes. Source: FNV-1a, 32 bit, as the scanner continues it byte by byte. */
export const EMPTY_HASH = SEED;
/** Multiplier of the hash. */
export const HASH_PRIME = PRIME;

const hashOf = (word: string): number => {
  let hash = SEED;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return hash;
};

/** Units and time zones: directly after a value they belong to it (`12 ms`, `3:05 PM`, `14:00 UTC`). */
export const UNIT_WORDS =
  "B KB MB GB TB KiB MiB GiB TiB kB K k M G ns us ms s sec secs second seconds min mins h hr hrs Hz kHz KHz MHz GHz bps kbps Mbps Gbps AM PM am pm UTC GMT EST EDT CST CDT MST MDT PST PDT CET CEST BST IST JST".split(
    " ",
  );
/** Weekdays and months: directly before a value they belong to it (`Mon Jun 14 …`). */
const DATE_WORDS =
  "Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(
    " ",
  );
/** A dotted name that ends so is a host. */
const TOP_DOMAINS = "com net org edu gov mil info biz io arpa local localdomain internal lan cloud dev app".split(" ");
/** Words that are values. */
const LITERALS = "true false True False TRUE FALSE null NULL Null nil None undefined NaN".split(" ");

const meanings = new Map<number, number>();
/** Says "maybe" for one word in sixteen or so: a byte look-up instead of a map look-up for all others. */
const maybe = new Uint8Array(8192);
for (const [words, meaning] of [
  [UNIT_WORDS, UNIT],
  [DATE_WORDS, DATE],
  [TOP_DOMAINS, TOP_DOMAIN],
  [LITERALS, LITERAL],
] as const) {
  for (const word of words) {
    const hash = hashOf(word);
    meanings.set(hash, (meanings.get(hash) ?? 0) | meaning);
    maybe[hash & 8191] = 1;
  }
}

/** What the word with this hash means; 0: nothing. */
export const meaningOf = (hash: number): number => (maybe[hash & 8191] === 0 ? 0 : (meanings.get(hash) ?? 0));
