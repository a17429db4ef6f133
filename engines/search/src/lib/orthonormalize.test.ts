import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../testing/random.ts';
import { orthonormalize } from './orthonormalize.ts';

function productOf(matrix: Float64Array, width: number, a: number, b: number): number {
  let product = 0;
  for (let start = 0; start < matrix.length; start += width)
    product += (matrix[start + a] as number) * (matrix[start + b] as number);
  return product;
}

function matrixOf(height: number, width: number, seed = 3): Float64Array {
  const next = random(seed);
  return Float64Array.from({ length: height * width }, () => next());
}

// Widths and heights that fill the tiles, and such that do not.
for (const [height, width] of [
  [50, 6],
  [64, 8],
  [33, 5],
  [7, 1],
  [31, 3],
] as const)
  test(`orthonormalize() makes ${width} columns of ${height} rows that stand upright on each other`, () => {
    const matrix = matrixOf(height, width);
    orthonormalize(matrix, width);
    for (let a = 0; a < width; a++)
      for (let b = 0; b <= a; b++) {
        const product = productOf(matrix, width, a, b);
        assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-10, `${a} ${b} ${product}`);
      }
  });

test('the columns span what they spanned before', () => {
  const [height, width] = [30, 4];
  const before = matrixOf(height, width);
  const after = before.slice();
  orthonormalize(after, width);
  for (let column = 0; column < width; column++)
    for (let row = 0; row < height; row++) {
      let sum = 0;
      for (let at = 0; at < width; at++) {
        let share = 0;
        for (let other = 0; other < height; other++)
          share += (before[other * width + column] as number) * (after[other * width + at] as number);
        sum += share * (after[row * width + at] as number);
      }
      assert.ok(Math.abs(sum - (before[row * width + column] as number)) < 1e-10, `${row} ${column}`);
    }
});

test('columns that are nearly alike still come out upright', () => {
  const [height, width] = [40, 3];
  const matrix = matrixOf(height, width);
  for (let start = 0; start < matrix.length; start += width)
    matrix[start + 2] = (matrix[start] as number) + 1e-3 * (matrix[start + 2] as number);
  orthonormalize(matrix, width);
  assert.ok(Math.abs(productOf(matrix, width, 0, 2)) < 1e-7);
  assert.ok(Math.abs(productOf(matrix, width, 2, 2) - 1) < 1e-7);
});

test('a column that depends on another becomes zeros', () => {
  const matrix = Float64Array.of(1, 2, 1, 2, 4, 0, 3, 6, 0);
  orthonormalize(matrix, 3);
  assert.deepEqual([matrix[1], matrix[4], matrix[7]], [0, 0, 0]);
  assert.ok(Math.abs(productOf(matrix, 3, 2, 2) - 1) < 1e-10);
});
