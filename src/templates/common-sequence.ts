/** A word that is in no list: it equals nothing, not even itself. */
export const NO_WORD = -1;

const BITS = 32;

/** Says how long the longest common subsequence of one sequence with others is. */
export function commonLengths(sequence: readonly number[]): (other: readonly number[]) => number {
  const blocks = Math.ceil(sequence.length / BITS);
  const places = new Map<number, Uint32Array>();
  for (const [at, word] of sequence.entries()) {
    if (word === NO_WORD) continue;
    const bits = places.get(word) ?? new Uint32Array(blocks);
    places.set(word, bits);
    bits[at >>> 5]! |= 1 << (at & 31);
  }
  const column = new Uint32Array(blocks);
  /** Source: Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004. */
  return (other) => {
    column.fill(0xffffffff);
    for (const word of other) {
      const bits = places.get(word);
      if (bits === undefined) continue;
      let carry = 0;
      for (let block = 0; block < blocks; block++) {
        const v = column[block]!;
        const common = (v & bits[block]!) >>> 0;
        const sum = v + common + carry;
        carry = sum > 0xffffffff ? 1 : 0;
        column[block] = sum | (v & ~bits[block]!);
      }
    }
    let zeros = 0;
    for (let at = 0; at < sequence.length; at++) if ((column[at >>> 5]! & (1 << (at & 31))) === 0) zeros++;
    return zeros;
  };
}

/** The longest common subsequence itself; of several, the one that Spell's own program gives. */
export function commonSequence(first: readonly number[], second: readonly number[]): number[] {
  const width = second.length + 1;
  const lengths = new Uint16Array((first.length + 1) * width);
  for (let i = 0; i < first.length; i++)
    for (let j = 0; j < second.length; j++)
      lengths[(i + 1) * width + j + 1] =
        first[i] === second[j] && first[i] !== NO_WORD
          ? lengths[i * width + j]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const found: number[] = [];
  for (let i = first.length, j = second.length; i > 0 && j > 0; ) {
    const length = lengths[i * width + j]!;
    if (length === lengths[(i - 1) * width + j]!) i--;
    else if (length === lengths[i * width + j - 1]!) j--;
    else {
      found.push(first[i - 1]!);
      i--;
      j--;
    }
  }
  return found.reverse();
}

/** Whether all of `part` stand in `whole`, in this order. */
export function isSubsequence(part: readonly number[], whole: readonly number[]): boolean {
  let at = 0;
  for (const word of whole) if (at < part.length && part[at] === word) at++;
  return at === part.length;
}
