import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { lineOf, rangeOf, readYaml, writeYaml } from './yaml-text.ts';

test('what is written is read back the same', () => {
  const draft = sampleDraft();
  expect(readYaml(writeYaml(draft))).toEqual({ ok: true, value: draft });
});

test('programs and templates of many lines survive', () => {
  const code = 'for n in range(3):\n    print(f"{n}: {{not a template}}")\n';
  const draft = { ...sampleDraft(), nodes: [{ id: 'a', type: 'code' as const, code }] };
  expect(readYaml(writeYaml(draft))).toEqual({ ok: true, value: draft });
});

test('JSON is YAML too', () => {
  expect(readYaml('{"name": "x", "nodes": []}')).toEqual({ ok: true, value: { name: 'x', nodes: [] } });
});

test('text that is no YAML is told with its line', () => {
  const read = readYaml('name: x\nnodes:\n  - id: [a\n');
  expect(read).toMatchObject({ ok: false, line: expect.any(Number) });
  expect(read.ok ? '' : read.message).not.toBe('');
});

test('aliases that grow without bound are refused', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [one, before] of [
    ['b', 'a'],
    ['c', 'b'],
    ['d', 'c'],
    ['e', 'd'],
    ['f', 'e'],
  ]) {
    lines.push(`${one}: &${one} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }
  expect(readYaml(lines.join('\n')).ok).toBe(false);
});

test('rangeOf() finds the place of a path, or the nearest around it', () => {
  const text = writeYaml(sampleDraft());
  const [from, to] = rangeOf(text, ['nodes', 2, 'task']);
  expect(text.slice(from, to)).toBe('Mend {{nodes.look.result}}');
  const [around] = rangeOf(text, ['nodes', 2, 'nothing']);
  expect(text.slice(around)).toMatch(/^id: mend/);
  expect(rangeOf(text, [])).toEqual([0, 0]);
  expect(rangeOf('name: [', ['nodes', 0])).toEqual([0, 0]);
});

test('lineOf() counts lines from one', () => {
  expect(lineOf('a\nb\nc', 0)).toBe(1);
  expect(lineOf('a\nb\nc', 4)).toBe(3);
});
