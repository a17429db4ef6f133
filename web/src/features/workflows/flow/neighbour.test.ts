import { expect, test } from 'vitest';
import { type Direction, neighbour } from './neighbour.ts';

const nodes = [
  { id: 'a', position: { x: 0, y: 0 } },
  { id: 'b', position: { x: 300, y: 20 } },
  { id: 'c', position: { x: 300, y: 200 } },
  { id: 'd', position: { x: 600, y: 0 } },
  { id: 'e', position: { x: 0, y: 210 } },
];

test.each<[string, Direction, string | null]>([
  ['a', 'right', 'b'],
  ['a', 'down', 'e'],
  ['a', 'left', null],
  ['a', 'up', null],
  ['b', 'right', 'd'],
  ['b', 'left', 'a'],
  ['c', 'up', 'b'],
  ['c', 'left', 'e'],
  ['e', 'right', 'c'],
])('from %s the arrow to the %s goes to %s', (from, direction, to) => {
  expect(neighbour(nodes, from, direction)).toBe(to);
});

test('from nowhere one comes to the first node, of nothing to none', () => {
  expect(neighbour(nodes, 'gone', 'left')).toBe('a');
  expect(neighbour([], 'gone', 'left')).toBeNull();
});
