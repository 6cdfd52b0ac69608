/** A list without its repeats. */
export interface Folded {
  /** Of the list that was folded: the positions that stay. */
  readonly kept: readonly number[];
  /** Of each position of the list that was folded: where it went in the folded list. */
  readonly target: readonly number[];
}

/** The longest unit that is looked for. */
const UNIT_LENGTH = 32;

/**
 * A list is one value, however long: `A B A B A B` becomes `A B`, and `A , A , A` becomes `A`.
 * Only units that hold a value or stem (`varies`) count as items of a list. Undefined where nothing repeats.
 */
export function foldRepeats<Token>(
  tokens: readonly Token[],
  varies: (token: Token) => boolean,
  separates: (token: Token) => boolean,
): Folded | undefined {
  let kept = tokens.map((_, at) => at);
  // Where a dropped position went: to a position of the same list that may be dropped later itself.
  const moved = tokens.map((_, at) => at);
  const token = (at: number): Token => tokens[kept[at]!]!;
  for (let unit = 2; unit <= UNIT_LENGTH && unit < kept.length + 1; unit++) {
    for (let at = 0; at + 2 * unit - 1 <= kept.length; ) {
      if (at + unit < kept.length && token(at) !== token(at + unit)) {
        at++;
        continue;
      }
      let same = 0;
      while (at + unit + same < kept.length && token(at + same) === token(at + unit + same)) same++;
      let repeats = Math.floor(same / unit);
      // The last item has no separator after it.
      if (same % unit === unit - 1 && separates(token(at + unit - 1))) repeats++;
      let isList = false;
      for (let i = at; i < at + unit - 1; i++) isList ||= varies(token(i));
      if (repeats < 1 || !isList) {
        at++;
        continue;
      }
      const dropped = unit * repeats;
      for (let i = 0; i < dropped; i++) {
        const to = kept[at + dropped + (i % unit)];
        // The separator behind the last item that stays may not exist.
        moved[kept[at + i]!] = to ?? kept[kept.length - 1]!;
      }
      kept = [...kept.slice(0, at), ...kept.slice(at + dropped)];
    }
  }
  if (kept.length === tokens.length) return undefined;
  const places = new Map(kept.map((from, to) => [from, to]));
  const target = tokens.map((_, at) => {
    let from = at;
    while (moved[from] !== from) from = moved[from]!;
    return places.get(from)!;
  });
  return { kept, target };
}
