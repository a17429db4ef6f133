import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateTool } from './calculate.ts';
import type { ToolContext } from './tool.ts';

const tool = calculateTool();
const context = { signal: new AbortController().signal } as ToolContext;
const value = async (expression: string) =>
  (await tool.run({ expression }, context)).output.split(' = ').at(-1);

test('arithmetic, units, statistics and matrices are computed', async () => {
  const known: Record<string, string> = {
    '2 + 3 * 4': '14',
    '0.1 + 0.2': '0.3',
    '12 inch to cm': '30.48 cm',
    'mean([1, 2, 3, 6])': '3',
    'det([1, 2; 3, 4])': '-2',
    'sqrt(-4)': '2i',
    '2^10 - 24': '1000',
  };
  for (const [expression, expected] of Object.entries(known)) assert.equal(await value(expression), expected);
});

test('what is no expression is told, and the next one works', async () => {
  await assert.rejects(value('2 +'), {
    code: 'calculation_failed',
    message: /^Cannot calculate: .*end of expression/,
  });
  assert.equal(await value('1 + 1'), '2');
});

test('an expression reaches nothing of the host', async () => {
  for (const expression of [
    'cos.constructor("return process")()',
    'import({a: 1})',
    'parse("1")',
    'evaluate("1")',
    '[1].constructor',
    'f(x) = x; f.constructor("return 1")()',
  ])
    await assert.rejects(value(expression), { code: 'calculation_failed' });
});

test('several at a time each get their own answer', async () => {
  const wanted = Array.from({ length: 20 }, (_, index) => `${index} * 2`);
  const answers = await Promise.all(wanted.map(value));
  assert.deepEqual(
    answers,
    wanted.map((_, index) => String(index * 2)),
  );
});
