import { expect, test } from 'vitest';
import { newestLeaf, threadOf } from './thread.ts';

/** Two questions under one answer, the second of which was answered twice. */
const TREE = [
  { id: 'q1', parentId: null },
  { id: 'a1', parentId: 'q1' },
  { id: 'q2', parentId: 'a1' },
  { id: 'a2', parentId: 'q2' },
  { id: 'q3', parentId: 'a1' },
  { id: 'a3', parentId: 'q3' },
  { id: 'a4', parentId: 'q3' },
];

const ids = (thread: ReturnType<typeof threadOf<(typeof TREE)[number]>>) =>
  thread.map(({ message }) => message.id);

test('the thread goes from the root to the head', () => {
  expect(ids(threadOf(TREE, 'a2'))).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(ids(threadOf(TREE, 'a3'))).toEqual(['q1', 'a1', 'q3', 'a3']);
});

test('each place knows its branches and where it stands among them', () => {
  const thread = threadOf(TREE, 'a4');
  expect(thread.map(({ siblings }) => siblings.map(({ id }) => id))).toEqual([
    ['q1'],
    ['a1'],
    ['q2', 'q3'],
    ['a3', 'a4'],
  ]);
  expect(thread.map(({ index }) => index)).toEqual([0, 0, 1, 1]);
});

test('a head that is not there yet means the newest message', () => {
  expect(ids(threadOf(TREE, 'not yet')).at(-1)).toBe('a4');
  expect(ids(threadOf(TREE, null)).at(-1)).toBe('a4');
  expect(threadOf([], null)).toEqual([]);
});

test('a parent that is missing, or a circle, ends the thread instead of hanging the page', () => {
  expect(ids(threadOf([{ id: 'b', parentId: 'lost' }], 'b'))).toEqual(['b']);
  const circle = [
    { id: 'x', parentId: 'y' },
    { id: 'y', parentId: 'x' },
  ];
  expect(ids(threadOf(circle, 'x'))).toEqual(['y', 'x']);
  expect(['x', 'y']).toContain(newestLeaf(circle, 'x'));
});

test('a branch is shown to its newest end', () => {
  expect(newestLeaf(TREE, 'q3')).toBe('a4');
  expect(newestLeaf(TREE, 'q2')).toBe('a2');
  expect(newestLeaf(TREE, 'a1')).toBe('a4');
  expect(newestLeaf(TREE, 'a3')).toBe('a3');
});
