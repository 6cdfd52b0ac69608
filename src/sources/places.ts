/** Where bytes that were rewritten stand in the source. */
export interface Places {
  /** From this byte of what is given on, bytes stand from that byte of the source on. */
  add(given: number, stored: number): void;
  /** Nothing was rewritten. */
  readonly isEmpty: boolean;
  /** Asked in rising order: what is behind is forgotten. */
  stored(given: number): number;
  /** The same for any byte that is not yet behind what was asked for. */
  seen(given: number): number;
}

export function places(): Places {
  let given: number[] = [];
  let stored: number[] = [];
  /** Index of the place that the last question was answered with. */
  let at = 0;
  const storedAt = (place: number, offset: number): number => {
    const from = given[place];
    return from === undefined || from > offset ? offset : stored[place]! + offset - from;
  };
  return {
    add(from, to) {
      // What is answered for is forgotten: a log may have a place a line.
      if (at > 4096) {
        given = given.slice(at);
        stored = stored.slice(at);
        at = 0;
      }
      given.push(from);
      stored.push(to);
    },
    get isEmpty() {
      return given.length === 0;
    },
    stored(offset) {
      while (at + 1 < given.length && given[at + 1]! <= offset) at++;
      return storedAt(at, offset);
    },
    seen(offset) {
      let last = at;
      while (last + 1 < given.length && given[last + 1]! <= offset) last++;
      return storedAt(last, offset);
    },
  };
}
