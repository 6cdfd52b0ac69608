/** Rows of numbers, one after the other. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, `rows * columns` long. */
  readonly values: Float64Array;
  /** Names of the columns. */
  readonly names: readonly string[];
}

export const matrix = (rows: number, names: readonly string[]): Matrix => ({
  rows,
  columns: names.length,
  values: new Float64Array(rows * names.length),
  names,
});

/** A view of one row: changes show in the matrix. */
export const rowOf = (m: Matrix, row: number): Float64Array =>
  m.values.subarray(row * m.columns, (row + 1) * m.columns);
