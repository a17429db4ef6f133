import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateTool } from './calculate.ts';
import type { ToolContext } from './tool.ts';

const tool = calculateTool();
const context = { signal: new AbortController().signal } as ToolContext;

test('an expression that never ends, or that takes all memory, is ended, and the next one works', async () => {
  for (const expression of [
    'f(n) = f(n + 1) + f(n + 2) + sum(zeros(3000)); map(1:1e9, f)',
    'zeros(20000, 20000)',
  ]) {
    await assert.rejects(tool.run({ expression }, context), { code: 'calculation_failed' });
    assert.match((await tool.run({ expression: '1 + 1' }, context)).output, /= 2$/);
  }
});

test('a caller who goes away is not waited for', async () => {
  const gone = new AbortController();
  const running = tool.run({ expression: 'zeros(9000, 9000)' }, { signal: gone.signal } as ToolContext);
  gone.abort(new TypeError('gone'));
  await assert.rejects(running, { message: 'gone' });
  assert.match((await tool.run({ expression: '2 * 3' }, context)).output, /= 6$/);
});
