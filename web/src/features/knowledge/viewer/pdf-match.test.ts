import { expect, test } from 'vitest';
import { locate, nearestTo, signsOf } from './pdf-match.ts';

const PIECES = ['The tide ', 'comes', '', ' twice a', 'day. The ti', 'de goes.'];
const taken = ({
  from,
  to,
}: {
  from: { piece: number; offset: number };
  to: { piece: number; offset: number };
}) =>
  PIECES.slice(from.piece, to.piece + 1)
    .map((piece, index, all) =>
      piece.slice(index === 0 ? from.offset : 0, index === all.length - 1 ? to.offset : undefined),
    )
    .join('|');

test('a text is found across the pieces of a page, whatever white space lies between', () => {
  expect(locate(PIECES, 'comes twice a day.').map(taken)).toEqual(['comes|| twice a|day.']);
  expect(locate(PIECES, 'the\ntide').map(taken)).toEqual(['The tide', 'The ti|de']);
});

test('what is not there, and nothing, are not found', () => {
  expect(locate(PIECES, 'ebb')).toEqual([]);
  expect(locate(PIECES, ' \n')).toEqual([]);
  expect(locate([], 'x')).toEqual([]);
});

test('signs of two units and marks that are composed keep their places', () => {
  const pieces = ['a😀b', 'é潮'];
  const [found] = locate(pieces, '😀bé');
  expect(found).toEqual({ from: { piece: 0, offset: 1 }, to: { piece: 1, offset: 1 }, at: 1 });
  expect(locate(pieces, '潮')[0]?.to).toEqual({ piece: 1, offset: 2 });
});

test('of several the one with as many signs before it is taken, however near they are', () => {
  const pieces = ['no no', ' no  yes'];
  const all = locate(pieces, 'no');
  expect(all.map(({ at }) => at)).toEqual([0, 2, 4]);
  for (const found of all) expect(nearestTo(all, found.at)).toBe(found);
  expect(nearestTo(all, 3.9)).toBe(all[2]);
  expect(nearestTo([], 0)).toBeUndefined();
});

test('signs are counted as places are: without white space', () => {
  expect(signsOf(' a\nb\t😀 ')).toBe(4);
  expect(signsOf('')).toBe(0);
});
