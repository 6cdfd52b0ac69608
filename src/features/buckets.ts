/**
 * The bucket of a time: of `width` milliseconds each, from `start` on. Times follow each other, so most are in the bucket of
 * the last one, and nothing is divided.
 */
export function bucketReader(start: number, width: number): (time: number) => number {
  let from = 0;
  let to = -1;
  let bucket = 0;
  return (time) => {
    if (time >= from && time < to) return bucket;
    bucket = Math.floor((time - start) / width);
    from = start + bucket * width;
    to = from + width;
    return bucket;
  };
}
