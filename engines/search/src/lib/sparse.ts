// Sparse matrices row by row (CSR), and their products with dense ones that lie row by row as well.

/** The cells of one row. */
export type Cells = { places: Uint32Array; values: Float64Array };

export type SparseMatrix = {
  height: number;
  width: number;
  /** Where each row begins in what follows; one more than there are rows. */
  starts: Uint32Array;
  places: Uint32Array;
  values: Float64Array;
};

export function sparseOf(rows: readonly Cells[], width: number): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1);
  for (const [row, { places }] of rows.entries()) starts[row + 1] = (starts[row] as number) + places.length;
  const count = starts[rows.length] as number;
  const matrix = {
    ...{ height: rows.length, width, starts },
    ...{ places: new Uint32Array(count), values: new Float64Array(count) },
  };
  for (const [row, { places, values }] of rows.entries()) {
    matrix.places.set(places, starts[row]);
    matrix.values.set(values, starts[row]);
  }
  return matrix;
}

export function transposed({ height, width, starts, places, values }: SparseMatrix): SparseMatrix {
  const turned = {
    ...{ height: width, width: height, starts: new Uint32Array(width + 1) },
    ...{ places: new Uint32Array(places.length), values: new Float64Array(values.length) },
  };
  for (const place of places) turned.starts[place + 1] = (turned.starts[place + 1] as number) + 1;
  for (let row = 0; row < width; row++)
    turned.starts[row + 1] = (turned.starts[row + 1] as number) + (turned.starts[row] as number);
  const ends = turned.starts.slice(0, width);
  for (let row = 0; row < height; row++)
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const place = places[at] as number;
      const into = ends[place] as number;
      turned.places[into] = row;
      turned.values[into] = values[at] as number;
      ends[place] = into + 1;
    }
  return turned;
}

/** The product with a matrix of `columns` columns, written over `product`. */
export function multiply(
  { height, starts, places, values }: SparseMatrix,
  dense: Float64Array,
  columns: number,
  product: Float64Array,
): Float64Array {
  product.fill(0);
  for (let row = 0; row < height; row++) {
    const into = row * columns;
    const end = starts[row + 1] as number;
    let at = starts[row] as number;
    for (; at + 4 <= end; at += 4) addFour(places, values, at, dense, columns, product, into);
    for (; at < end; at++) addOne(places, values, at, dense, columns, product, into);
  }
  return product;
}

/** Four rows at a time: the sums are read and written once for all of them. */
function addFour(
  places: Uint32Array,
  values: Float64Array,
  at: number,
  dense: Float64Array,
  columns: number,
  sums: Float64Array,
  into: number,
): void {
  const [a, b, c, d] = [
    values[at] as number,
    values[at + 1] as number,
    values[at + 2] as number,
    values[at + 3] as number,
  ];
  const [first, second, third, fourth] = [
    (places[at] as number) * columns,
    (places[at + 1] as number) * columns,
    (places[at + 2] as number) * columns,
    (places[at + 3] as number) * columns,
  ];
  for (let column = 0; column < columns; column++)
    sums[into + column] =
      (sums[into + column] as number) +
      a * (dense[first + column] as number) +
      b * (dense[second + column] as number) +
      (c * (dense[third + column] as number) + d * (dense[fourth + column] as number));
}

function addOne(
  places: Uint32Array,
  values: Float64Array,
  at: number,
  dense: Float64Array,
  columns: number,
  sums: Float64Array,
  into: number,
): void {
  const weight = values[at] as number;
  const start = (places[at] as number) * columns;
  for (let column = 0; column < columns; column++)
    sums[into + column] = (sums[into + column] as number) + weight * (dense[start + column] as number);
}

/** The rows of a dense matrix that the cells name, each times its value, together. */
export function combine({ places, values }: Cells, dense: Float32Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  const even = places.length & ~1;
  for (let at = 0; at < even; at += 2) {
    const [a, b] = [values[at] as number, values[at + 1] as number];
    const first = (places[at] as number) * columns;
    const second = (places[at + 1] as number) * columns;
    for (let column = 0; column < columns; column++)
      sums[column] =
        (sums[column] as number) +
        (a * (dense[first + column] as number) + b * (dense[second + column] as number));
  }
  if (even === places.length) return sums;
  const weight = values[even] as number;
  const start = (places[even] as number) * columns;
  for (let column = 0; column < columns; column++)
    sums[column] = (sums[column] as number) + weight * (dense[start + column] as number);
  return sums;
}
