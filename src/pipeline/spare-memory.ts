/**
 * Memory of stretches that were read and written away, to be used by the next ones. Without it every megabyte of a log is
 * new memory outside the heap, and the collector marks the whole heap for each 32 of them.
 */
export interface SpareMemory {
  /** So many bytes for text; what stands in them is to be overwritten. */
  bytes(size: number): Uint8Array;
  /** A buffer of columns; undefined: there is none. */
  room(): ArrayBuffer | undefined;
  give(memory: { readonly columns?: ArrayBuffer | undefined; readonly text?: ArrayBufferView | undefined }): void;
}

/** Stretches on their way at once are few; each has a buffer of text and one of places. */
const MOST = 16;

export function spareMemory(): SpareMemory {
  const texts: ArrayBuffer[] = [];
  const columns: ArrayBuffer[] = [];
  return {
    bytes(size) {
      // Not one that is far too large: places are short, and text would find none.
      const at = texts.findIndex(({ byteLength }) => byteLength >= size && byteLength <= 4 * size);
      const [found] = at < 0 ? [] : texts.splice(at, 1);
      // Some room more, so that a stretch that is a little longer finds it large enough.
      return new Uint8Array(found ?? new ArrayBuffer(size + (size >> 3)), 0, size);
    },
    room: () => columns.pop(),
    give({ columns: buffer, text }) {
      if (buffer !== undefined && columns.length < MOST) columns.push(buffer);
      if (text?.buffer instanceof ArrayBuffer && texts.length < MOST) texts.push(text.buffer);
    },
  };
}
