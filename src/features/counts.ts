/** Counts by small numbers, cleared in the time of what was counted: a map of numbers takes several times as long. */
export class Counts {
  #values = new Int32Array(64);
  readonly #order: number[] = [];
  #seen = new Uint8Array(64);

  get(id: number): number {
    return this.#values[id] ?? 0;
  }

  /** Gives the new count. */
  add(id: number, by: number): number {
    if (id >= this.#values.length) this.#grow(id);
    if (this.#seen[id] === 0) {
      this.#seen[id] = 1;
      this.#order.push(id);
    }
    const count = this.#values[id]! + by;
    this.#values[id] = count;
    return count;
  }

  /** What was counted, in the order in which it first was. */
  *entries(): Generator<readonly [id: number, count: number], void, undefined> {
    for (const id of this.#order) yield [id, this.#values[id]!];
  }

  clear(): void {
    for (const id of this.#order) {
      this.#values[id] = 0;
      this.#seen[id] = 0;
    }
    this.#order.length = 0;
  }

  #grow(id: number): void {
    const size = Math.max(id + 1, this.#values.length * 2);
    const [values, seen] = [this.#values, this.#seen];
    this.#values = new Int32Array(size);
    this.#values.set(values);
    this.#seen = new Uint8Array(size);
    this.#seen.set(seen);
  }
}
