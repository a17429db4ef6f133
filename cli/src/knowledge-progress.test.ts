import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicker } from './knowledge-progress.ts';
import { fakeTerminal } from './testing.ts';

test('elsewhere than on a terminal each file is a line', () => {
  const terminal = fakeTerminal();
  const ticker = createTicker(terminal, 2, false);
  ticker.tick('a.md');
  ticker.tick('b.md');
  ticker.end();
  assert.equal(terminal.out(), '1/2  a.md\n2/2  b.md\n');
});

test('on a terminal a bar is drawn over itself, no wider than the terminal, and goes at the end', () => {
  const terminal = { ...fakeTerminal(), size: () => ({ columns: 40, rows: 9 }) };
  const ticker = createTicker(terminal, 2, false);
  ticker.tick('a-name-that-is-longer-than-the-terminal-is-wide.md');
  const drawn = terminal.out().replace('\r\u001b[K', '');
  assert.equal(drawn.length, 39);
  assert.match(drawn, /^█{12}░{12} {2}1\/2 {2}a-name/);
  ticker.end();
  assert.ok(terminal.out().endsWith('\r\u001b[K'));
});

test('beside JSON, and for nothing, nothing is drawn', () => {
  for (const [count, json] of [
    [2, true],
    [0, false],
  ] as const) {
    const terminal = fakeTerminal();
    const ticker = createTicker(terminal, count, json);
    ticker.tick('a.md');
    ticker.end();
    assert.equal(terminal.out(), '');
  }
});
