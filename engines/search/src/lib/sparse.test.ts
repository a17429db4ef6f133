import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../testing/random.ts';
import { type Cells, combine, multiply, sparseOf, transposed } from './sparse.ts';

const WIDTH = 9;

/** Rows with none to nine cells. */
function rowsOf(height: number): Cells[] {
  const next = random(height);
  return Array.from({ length: height }, (_, row) => {
    const places = Array.from({ length: WIDTH }, (_, place) => place).filter(() => next() < (row % 4) / 3);
    return { places: Uint32Array.from(places), values: Float64Array.from(places, () => next() - 0.5) };
  });
}

const cell = ({ places, values }: Cells, place: number) => values[places.indexOf(place)] ?? 0;

test('multiply() gives what adding up all cells gives', () => {
  const [rows, columns] = [rowsOf(20), 5];
  const next = random(1);
  const dense = Float64Array.from({ length: WIDTH * columns }, () => next());
  const product = multiply(
    sparseOf(rows, WIDTH),
    dense,
    columns,
    new Float64Array(rows.length * columns).fill(7),
  );
  for (const [row, cells] of rows.entries())
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let place = 0; place < WIDTH; place++)
        sum += cell(cells, place) * (dense[place * columns + column] as number);
      assert.ok(Math.abs((product[row * columns + column] as number) - sum) < 1e-12, `${row} ${column}`);
    }
});

test('transposed() turns rows into columns, and back into what it was', () => {
  const matrix = sparseOf(rowsOf(13), WIDTH);
  const turned = transposed(matrix);
  assert.deepEqual([turned.height, turned.width], [WIDTH, 13]);
  assert.deepEqual(transposed(turned), matrix);
  const identity = Float64Array.from({ length: 13 * 13 }, (_, at) => Number(at % 14 === 0));
  const dense = multiply(turned, identity, 13, new Float64Array(WIDTH * 13));
  for (const [row, cells] of rowsOf(13).entries())
    for (let place = 0; place < WIDTH; place++) assert.equal(dense[place * 13 + row], cell(cells, place));
});

test('combine() adds up the rows that the cells name, of even and of odd number', () => {
  const dense = Float32Array.of(1, 2, 10, 20, 100, 200);
  const of = (...places: number[]) => ({
    places: Uint32Array.from(places),
    values: Float64Array.from(places, () => 2),
  });
  assert.deepEqual([...combine(of(), dense, 2)], [0, 0]);
  assert.deepEqual([...combine(of(1), dense, 2)], [20, 40]);
  assert.deepEqual([...combine(of(0, 2), dense, 2)], [202, 404]);
  assert.deepEqual([...combine(of(0, 1, 2), dense, 2)], [222, 444]);
});
