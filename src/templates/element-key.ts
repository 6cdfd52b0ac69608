/**
 * The key of a message: two sums over (position, kind, hash), started with the length. Because it is a sum, the key with
 * one element replaced is one subtraction and one addition; that is what makes variable places cheap to look up.
 * The multipliers are odd constants of well-known finalisers (Murmur3, SplitMix); only their bits' disorder matters.
 */
export const firstPart = (hash: number, kind: number, position: number): number => {
  let x = Math.imul(hash ^ Math.imul(kind + 1, 0x3c6ef372), 0x85ebca6b) ^ Math.imul(position + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return x ^ (x >>> 12);
};

/** The second sum's term: other constants, so that the two sums are independent. */
export const secondPart = (hash: number, kind: number, position: number): number => {
  let x = Math.imul(hash + Math.imul(kind + 1, 0x1b873593), 0xc2b2ae35) ^ Math.imul(position + 1, 0x85157af5);
  x = Math.imul(x ^ (x >>> 13), 0x297a2d39);
  return x ^ (x >>> 15);
};
