// Cholesky QR: Gram matrix, its Cholesky factor, and the columns divided by it. Stathopoulos and Wu, "A block
// orthogonalization procedure with constant synchronization requirements", SIAM J. Sci. Comput. 2002.

/** A column that depends on the others becomes zeros instead of noise. */
const DEPENDENT = 1e-9;

/** Makes the columns of a matrix, kept row by row, orthonormal in place. */
export function orthonormalize(matrix: Float32Array, width: number): void {
  const factor = cholesky(gram(matrix, width), width);
  for (let start = 0; start < matrix.length; start += width) divideRow(matrix, start, factor, width);
}

/** The lower half of the matrix of inner products. */
function gram(matrix: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width * width);
  for (let start = 0; start < matrix.length; start += width) {
    for (let row = 0; row < width; row++) {
      const value = matrix[start + row] as number;
      if (value === 0) continue;
      const at = row * width;
      for (let column = 0; column <= row; column++)
        sums[at + column] = (sums[at + column] as number) + value * (matrix[start + column] as number);
    }
  }
  return sums;
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

function divideRow(matrix: Float32Array, start: number, factor: Float64Array, width: number): void {
  for (let column = 0; column < width; column++) {
    const at = column * width;
    const pivot = factor[at + column] as number;
    let value = matrix[start + column] as number;
    for (let before = 0; before < column; before++)
      value -= (matrix[start + before] as number) * (factor[at + before] as number);
    matrix[start + column] = pivot === 0 ? 0 : value / pivot;
  }
}
