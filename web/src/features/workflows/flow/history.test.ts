import { expect, test } from 'vitest';
import { MAX_UNDO, record, redo, startHistory, undo } from './history.ts';

test('what was done is undone and redone in order', () => {
  let history = startHistory('a');
  history = record(record(history, 'b'), 'c');
  history = undo(history);
  expect(history.present).toBe('b');
  history = undo(history);
  expect(history.present).toBe('a');
  expect(undo(history).present).toBe('a');
  history = redo(redo(history));
  expect(history.present).toBe('c');
  expect(redo(history).present).toBe('c');
});

test('a new change after an undo forgets what was undone', () => {
  const history = record(undo(record(startHistory(1), 2)), 3);
  expect(history.future).toEqual([]);
  expect(undo(history).present).toBe(1);
});

test('changes in a row with one mark are one step; another mark, none, or an undo between begins a new one', () => {
  let history = startHistory('');
  for (const text of ['a', 'ab', 'abc']) history = record(history, text, 'title');
  expect(history.past).toEqual(['']);
  history = record(history, 'other', 'task');
  expect(history.past).toEqual(['', 'abc']);
  history = record(record(history, 'x'), 'y');
  expect(history.past).toHaveLength(4);
  const undone = record(undo(record(startHistory(1), 2, 'm')), 5, 'm');
  expect(undone.past).toEqual([1]);
});

test('the same again is no step', () => {
  const history = startHistory({ a: 1 });
  expect(record(history, history.present, 'm')).toBe(history);
});

test('only so many steps are kept', () => {
  let history = startHistory(0);
  for (let step = 1; step <= MAX_UNDO + 50; step++) history = record(history, step);
  expect(history.past).toHaveLength(MAX_UNDO);
  expect(history.past[0]).toBe(50);
});
