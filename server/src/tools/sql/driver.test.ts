import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';
import { rowBasket } from './driver.ts';

const LIMITS = { rows: 3, characters: 100_000, timeoutMs: 1 };

test('cells are what JSON has, each of them bounded', () => {
  const basket = rowBasket(LIMITS);
  const date = new Date(Date.UTC(2026, 0, 2, 3));
  assert.ok(basket.add([1, 'a', true, null, undefined, 9007199254740993n, date, new Date(Number.NaN)]));
  assert.ok(basket.add([new Uint8Array([0, 255]), { a: [1] }, 'x'.repeat(20_000)]));
  const [first, second] = basket.kept;
  assert.deepEqual(first, [1, 'a', true, null, null, '9007199254740993', '2026-01-02T03:00:00.000Z', null]);
  assert.deepEqual(second?.slice(0, 2), ['0x00ff', '{"a":[1]}']);
  assert.match(String(second?.[2]), /^x{10000}…\[20000 characters\]$/);
});

test('a row that finds no room is not kept, and the basket says that there was more', () => {
  const basket = rowBasket(LIMITS);
  for (const row of [1, 2, 3]) assert.equal(basket.add([row]), true);
  assert.equal(basket.isCut, false);
  assert.equal(basket.add([4]), false);
  assert.deepEqual([basket.isCut, basket.kept.length], [true, 3]);
  const short = rowBasket({ ...LIMITS, characters: 5 });
  assert.equal(short.add(['12345']), true);
  assert.equal(short.add(['6']), false);
  assert.deepEqual(short.kept, [['12345']]);
});

test('CSV quotes what would break a line or a cell', () => {
  const rows = [
    ['plain', 'a,b', 'say "x"'],
    ['two\nlines', null, 7],
    [true, '', '\r'],
  ];
  assert.equal(
    csvOf({ columns: ['a', 'b c', 'd"e'], rows }),
    'a,b c,"d""e"\nplain,"a,b","say ""x"""\n"two\nlines",,7\ntrue,,"\r"\n',
  );
  assert.equal(csvOf({ columns: ['a'], rows: [] }), 'a\n');
});
