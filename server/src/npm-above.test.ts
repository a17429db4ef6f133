import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWhole, lineToNpm, type Processes } from './npm-above.ts';

/** Processes as [pid, parent, command]. */
function machine(...all: [pid: number, parent: number, ...command: string[]][]): Processes {
  const found = new Map(all.map(([pid, parent, ...command]) => [pid, { parent, command }]));
  return {
    parentOf: (pid) => found.get(pid)?.parent ?? null,
    commandOf: (pid) => found.get(pid)?.command ?? [],
  };
}

test('the line goes up to npm, by whatever it is called', () => {
  for (const npm of [
    ['npm start'],
    ['node', '/usr/lib/node_modules/npm/bin/npm-cli.js', 'start'],
    ['node', '/usr/bin/npm'],
  ])
    assert.deepEqual(
      lineToNpm(machine([9, 8, 'node'], [8, 7, 'sh', '-c', 'node a.mjs'], [7, 6, ...npm], [6, 1, 'bash']), 9),
      [9, 8, 7],
    );
});

test('what npm has not started is not watched', () => {
  assert.deepEqual(lineToNpm(machine([9, 8, 'node'], [8, 1, 'bash']), 9), []);
  assert.deepEqual(lineToNpm(machine([9, 1, 'node']), 9), []);
  assert.deepEqual(lineToNpm(machine(), 9), []);
  const far = machine([9, 8, 'a'], [8, 7, 'b'], [7, 6, 'c'], [6, 5, 'd'], [5, 4, 'e'], [4, 3, 'npm start']);
  assert.deepEqual(lineToNpm(far, 9), []);
  assert.deepEqual(lineToNpm(machine([9, 8, 'node'], [8, 1, 'pnpm', 'start']), 9), []);
});

test('the line is broken where npm, or the shell between, has gone', () => {
  const line = [9, 8, 7];
  assert.ok(isWhole(machine([9, 8], [8, 7], [7, 6]), line));
  assert.ok(!isWhole(machine([9, 1], [7, 6]), line), 'the shell was ended');
  assert.ok(!isWhole(machine([9, 8], [8, 1]), line), 'npm was killed');
});
