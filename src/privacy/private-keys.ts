import type { Placeholders } from "./placeholders.ts";
import type { Span } from "./rule.ts";

const KIND = "private-key";
/** So many characters in a row of a key give it away, wherever they stand. */
const GRAM = 8;
/** Parts of keys that are known by heart: about 700 keys of 2,048 bits. Beyond, whatever looks like a line of one is taken out. */
const GRAMS = 1 << 20;
/** A key is over after so many lines, or after so many in a row that are not of it. */
const LINES = 200;
const FOREIGN = 20;
/** Shortest line of a key but for its last one, and from where on the line says so by itself. */
const SHORT = 16;
const LONG = 40;

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const RUN = /[A-Za-z0-9+/]{4,}={0,2}/g;

const isBase64 = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x2b ||
  code === 0x2f;
const isMixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text);
const isLineOfKey = (text: string): boolean => isMixed(text) && (text.length >= LONG || /[0-9+/]/.test(text));
/** No word of a language: the last line of a key may have four characters. */
const isNoWord = (text: string): boolean => /[0-9+/=]/.test(text) || /[A-Z]/.test(text.slice(1));

/** Base64 at the end of a line, behind whatever head it has; `isWhole`: there is no head. */
function lastPiece(line: string): { readonly text: string; readonly isWhole: boolean } | undefined {
  const tail = line.slice(-24);
  const closed = tail.replace(/(?:["'`]\s*\+|[\s"'`,;)}\]]|\\{1,8}[nr])+$/, "");
  const end = line.length - tail.length + closed.length;
  let start = end;
  while (start > 0 && end - start < 2 && line.charCodeAt(start - 1) === 0x3d) start--;
  while (start > 0 && isBase64(line.charCodeAt(start - 1))) start--;
  const text = line.slice(start, end);
  if (text.replace(/=+$/, "").length < 4) return undefined;
  return { text, isWhole: !/[^\s"'`>|]/.test(line.slice(0, start)) };
}

/** The base64 of a key that stands in one text: from BEGIN to END, or to where the text ends. */
function piecesOf(found: string): string[] {
  const hasEnd = END.test(found);
  return found
    .replace(BEGIN, "\n")
    .replace(END, "\n")
    .split(/(?:\\{1,8}[nrt]|[\s"',;])+/)
    .filter((piece) => /^[A-Za-z0-9+/]{4,}={0,2}$/.test(piece))
    .filter((piece) => (hasEnd ? isNoWord(piece) : piece.length >= SHORT && isLineOfKey(piece)));
}

/** A key that began in a record and goes on in those behind it. */
export interface OpenKey {
  /** Takes what the next record holds of the key. False: the key is over. */
  take(record: string, message: string): boolean;
}

/** Private keys of one run, known again line by line and in parts. */
export interface PrivateKeys {
  /** What stands for a key, or for the part of one that a rule found. One key has one number. */
  of(found: string): string;
  /** The rest of a key that was found without its end. */
  open(found: string): OpenKey | undefined;
  /** Where parts of known keys stand in a text. */
  spans(text: string): readonly (Span & { readonly placeholder: string })[];
}

export function privateKeys(given: Placeholders): PrivateKeys {
  const grams = new Map<string, string>();
  /** Last lines that are shorter than a gram. */
  const tails = new Map<string, string>();
  /** `-----BEGIN … KEY-----` where it stood alone; `isTaken`: its lines were met. */
  const markers = new Map<string, { readonly placeholder: string; isTaken: boolean }>();

  const learn = (piece: string, placeholder: string): void => {
    const text = piece.replace(/=+$/, "");
    if (text.length < GRAM) {
      if (!tails.has(piece)) tails.set(piece, placeholder);
      return;
    }
    for (let i = 0; i + GRAM <= text.length && grams.size < GRAMS; i++) {
      const gram = text.slice(i, i + GRAM);
      if (!grams.has(gram)) grams.set(gram, placeholder);
    }
  };
  /** By its end: keys of one kind begin alike. */
  const known = (piece: string): string | undefined => grams.get(piece.replace(/=+$/, "").slice(-GRAM));

  const of = (found: string): string => {
    const marker = BEGIN.exec(found)?.[0] ?? "";
    const pieces = piecesOf(found);
    const first = pieces[1] ?? pieces[0];
    const atMarker = markers.get(marker);
    if (first === undefined) {
      if (atMarker) return atMarker.placeholder;
      const placeholder = given.of(KIND, marker === "" ? found : marker);
      if (marker !== "") markers.set(marker, { placeholder, isTaken: false });
      return placeholder;
    }
    const placeholder = known(first) ?? given.of(KIND, pieces.join(""));
    if (!atMarker) markers.set(marker, { placeholder, isTaken: true });
    for (const piece of pieces) learn(piece, placeholder);
    return placeholder;
  };

  const open = (found: string): OpenKey | undefined => {
    if (END.test(found)) return undefined;
    const marker = BEGIN.exec(found)?.[0] ?? "";
    const before = piecesOf(found);
    let placeholder = before.length > 0 ? of(found) : undefined;
    /** The first line was known: another key of its kind may begin the same. */
    let isDoubtful = false;
    let width = Math.max(0, ...before.map(({ length }) => length));
    let [lines, foreign, pieces] = [0, 0, before.length];
    let last: ReturnType<typeof lastPiece>;

    const fresh = (piece: string): string => {
      const at = markers.get(marker);
      if (!at || at.isTaken) return given.of(KIND, piece);
      at.isTaken = true;
      return at.placeholder;
    };
    const add = (piece: string): void => {
      if (placeholder === undefined) {
        placeholder = known(piece);
        isDoubtful = placeholder !== undefined;
        placeholder ??= fresh(piece);
      } else if (isDoubtful && pieces === 1) placeholder = known(piece) ?? fresh(piece);
      pieces++;
      width = Math.max(width, piece.length);
      learn(piece, placeholder);
    };
    /** False: that was the end. */
    const line = (text: string, message: string): boolean => {
      if (END.test(text)) {
        if (last && isNoWord(last.text) && (width === 0 || last.text.length <= width)) add(last.text);
        return false;
      }
      const [inner, outer] = [lastPiece(message), lastPiece(text)];
      const piece = inner?.isWhole ? inner : outer;
      const isOfKey =
        piece !== undefined &&
        piece.text.length >= SHORT &&
        isLineOfKey(piece.text) &&
        (piece.isWhole || piece.text.length === width || piece.text.length >= LONG || (pieces === 0 && foreign === 0));
      if (piece && isOfKey) {
        add(piece.text);
        foreign = 0;
        last = undefined;
      } else {
        foreign++;
        if (piece && (piece.isWhole || !last?.isWhole)) last = piece;
      }
      return ++lines < LINES && foreign < FOREIGN;
    };
    return {
      take(record, message) {
        if (!record.includes("\n")) return line(record, message);
        return record.split("\n", LINES).every((each, i) => line(each, i === 0 ? message : each));
      },
    };
  };

  return {
    of,
    open,
    spans(text) {
      if (grams.size === 0 && tails.size === 0) return [];
      const spans: { start: number; end: number; placeholder: string }[] = [];
      for (const { 0: run, index } of text.matchAll(RUN)) {
        const body = run.replace(/=+$/, "");
        const tail = tails.get(run);
        if (tail !== undefined) spans.push({ start: index, end: index + run.length, placeholder: tail });
        if (body.length < GRAM) continue;
        const stretches: typeof spans = [];
        let covered = 0;
        for (let i = 0; i + GRAM <= body.length; i++) {
          const placeholder = grams.get(body.slice(i, i + GRAM));
          if (placeholder === undefined) continue;
          const open = stretches.at(-1);
          if (open && open.end >= index + i) {
            covered += index + i + GRAM - open.end;
            open.end = index + i + GRAM;
          } else {
            covered += GRAM;
            stretches.push({ start: index + i, end: index + i + GRAM, placeholder });
          }
        }
        const first = stretches[0];
        // What public keys and certificates begin with is in private keys too.
        if (first && covered >= 0.8 * body.length) spans.push({ ...first, start: index, end: index + run.length });
        else if (grams.size >= GRAMS && body.length >= LONG && isLineOfKey(body))
          spans.push({ start: index, end: index + run.length, placeholder: `[${KIND}·+]` });
        else spans.push(...stretches.filter(({ start, end }) => end - start >= 2 * SHORT));
      }
      return spans;
    },
  };
}
