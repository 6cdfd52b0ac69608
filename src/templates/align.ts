/** What a sequence is laid along: places that take exactly one element, and holes that take one or more. */
export interface Pattern {
  readonly length: number;
  isHole(at: number): boolean;
  /** May element `message` stand at place `at`, which is no hole? */
  fits(at: number, message: number): boolean;
}

/**
 * Lays `length` elements along the pattern; holes take as few as possible, from the left. Gives where each place starts,
 * and the length at the end; undefined where it does not fit.
 */
export function align(pattern: Pattern, length: number): readonly number[] | undefined {
  const width = length + 1;
  if (pattern.length > length) return undefined;
  // The usual case: one element a place.
  let isEven = pattern.length === length;
  for (let at = 0; isEven && at < length; at++) isEven = pattern.isHole(at) || pattern.fits(at, at);
  if (isEven) return Array.from({ length: length + 1 }, (_, at) => at);
  // can[at * width + from]: the pattern from `at` on can take exactly the elements from `from` on.
  const can = new Uint8Array((pattern.length + 1) * width);
  can[pattern.length * width + length] = 1;
  for (let at = pattern.length - 1; at >= 0; at--) {
    const row = at * width;
    const isHole = pattern.isHole(at);
    for (let from = length - 1; from >= 0; from--) {
      if (isHole) can[row + from] = can[row + width + from + 1]! | can[row + from + 1]!;
      else if (can[row + width + from + 1] === 1 && pattern.fits(at, from)) can[row + from] = 1;
    }
  }
  if (can[0] !== 1) return undefined;
  const starts: number[] = [];
  let from = 0;
  for (let at = 0; at < pattern.length; at++) {
    starts.push(from++);
    while (can[(at + 1) * width + from] !== 1) from++;
  }
  starts.push(length);
  return starts;
}
