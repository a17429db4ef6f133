// Cholesky QR: Gram matrix, its Cholesky factor, and the rows multiplied by its inverse. Stathopoulos and Wu, "A block
// orthogonalization procedure with constant synchronization requirements", SIAM J. Sci. Comput. 2002. In tiles, so that
// what was read is used several times.

/** A column that depends on the others becomes zeros instead of noise. Above it once is enough: squared, what is lost stays below 1e-7. */
const DEPENDENT = 1e-9;
/** Rows that stay in the nearest memory while all pairs of columns are gone through. */
const ROWS_AT_ONCE = 32;
const TILE_HEIGHT = 2;
const TILE_WIDTH = 4;

/** Makes the columns of a matrix, kept row by row, orthonormal in place. */
export function orthonormalize(matrix: Float64Array, width: number): void {
  const inverse = invert(cholesky(gram(matrix, width), width), width);
  const height = matrix.length / width;
  for (let row = 0; row < height; row += TILE_WIDTH) transform(matrix, row, height, inverse, width);
}

/** The lower half of the matrix of inner products. */
function gram(matrix: Float64Array, width: number): Float64Array {
  const height = matrix.length / width;
  // Tiles at the edges reach beyond the last column: what they put there is never read.
  const stride = width + TILE_WIDTH;
  const sums = new Float64Array(stride * (width + TILE_HEIGHT));
  for (let from = 0; from < height; from += ROWS_AT_ONCE) {
    const end = Math.min(height, from + ROWS_AT_ONCE);
    for (let row = 0; row < width; row += TILE_HEIGHT)
      for (let column = 0; column <= row + 1 && column < width; column += TILE_WIDTH)
        addTile(matrix, width, from * width, end * width, row, column, sums, row * stride + column, stride);
  }
  const products = new Float64Array(width * width);
  for (let row = 0; row < width; row++)
    products.set(sums.subarray(row * stride, row * stride + row + 1), row * width);
  return products;
}

/** The products of two columns with four. */
function addTile(
  matrix: Float64Array,
  width: number,
  from: number,
  end: number,
  row: number,
  column: number,
  sums: Float64Array,
  into: number,
  stride: number,
): void {
  const last = width - 1;
  const below = Math.min(row + 1, last);
  const [one, two, three] = [
    Math.min(column + 1, last),
    Math.min(column + 2, last),
    Math.min(column + 3, last),
  ];
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let start = from; start < end; start += width) {
    const left = matrix[start + row] as number;
    const other = matrix[start + below] as number;
    const first = matrix[start + column] as number;
    const second = matrix[start + one] as number;
    const third = matrix[start + two] as number;
    const fourth = matrix[start + three] as number;
    a += left * first;
    b += left * second;
    c += left * third;
    d += left * fourth;
    e += other * first;
    f += other * second;
    g += other * third;
    h += other * fourth;
  }
  const next = into + stride;
  sums[into] = (sums[into] as number) + a;
  sums[into + 1] = (sums[into + 1] as number) + b;
  sums[into + 2] = (sums[into + 2] as number) + c;
  sums[into + 3] = (sums[into + 3] as number) + d;
  sums[next] = (sums[next] as number) + e;
  sums[next + 1] = (sums[next + 1] as number) + f;
  sums[next + 2] = (sums[next + 2] as number) + g;
  sums[next + 3] = (sums[next + 3] as number) + h;
}

function cholesky(products: Float64Array, width: number): Float64Array {
  const factor = new Float64Array(width * width);
  const cell = (row: number, column: number) => factor[row * width + column] as number;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = products[row * width + column] as number;
      for (let at = 0; at < column; at++) sum -= cell(row, at) * cell(column, at);
      if (row === column) {
        const isDependent = sum <= DEPENDENT * (products[row * width + row] as number);
        factor[row * width + row] = isDependent ? 0 : Math.sqrt(sum);
      } else factor[row * width + column] = cell(column, column) === 0 ? 0 : sum / cell(column, column);
    }
  }
  return factor;
}

/** Of a lower triangle; a row without a pivot stays zeros. */
function invert(factor: Float64Array, width: number): Float64Array {
  const inverse = new Float64Array(width * width);
  for (let row = 0; row < width; row++) {
    const start = row * width;
    const pivot = factor[start + row] as number;
    if (pivot === 0) continue;
    for (let column = 0; column < row; column++) {
      let sum = 0;
      for (let at = column; at < row; at++)
        sum += (factor[start + at] as number) * (inverse[at * width + column] as number);
      inverse[start + column] = -sum / pivot;
    }
    inverse[start + row] = 1 / pivot;
  }
  return inverse;
}

/** Four rows times the transposed inverse. A column needs only those before it, so the last is made first. */
function transform(
  matrix: Float64Array,
  row: number,
  height: number,
  inverse: Float64Array,
  width: number,
): void {
  const last = height - 1;
  const first = row * width;
  const second = Math.min(row + 1, last) * width;
  const third = Math.min(row + 2, last) * width;
  const fourth = Math.min(row + 3, last) * width;
  for (let column = width - 1; column >= 0; column--) {
    const start = column * width;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at <= column; at++) {
      const factor = inverse[start + at] as number;
      a += (matrix[first + at] as number) * factor;
      b += (matrix[second + at] as number) * factor;
      c += (matrix[third + at] as number) * factor;
      d += (matrix[fourth + at] as number) * factor;
    }
    matrix[first + column] = a;
    matrix[second + column] = b;
    matrix[third + column] = c;
    matrix[fourth + column] = d;
  }
}
