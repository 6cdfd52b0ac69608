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

/** Reads one named column, row by row. Throws when there is no such column: a fault of the program, not of the data. */
export function columnOf(m: Matrix, name: string): (row: number) => number {
  const column = m.names.indexOf(name);
  if (column < 0) throw new Error(`no column ${name} among ${m.names.join(", ")}`);
  return (row) => m.values[row * m.columns + column] ?? Number.NaN;
}
