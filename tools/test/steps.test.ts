import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { staticSteps, testSteps } from './steps.ts';

const root = mkdtempSync(join(tmpdir(), 'steps-'));
after(() => rmSync(root, { recursive: true }));
const FILES = {
  fast: ['a.test.ts'],
  slow: ['d.slow.test.ts'],
  e2e: ['b.e2e.test.ts'],
  web: ['web/src/c.test.tsx'],
  slowWeb: ['web/src/e.slow.test.tsx'],
};

test('testSteps() runs fast, web and slow tests, in this order', () => {
  const names = testSteps(root, FILES, { fastOnly: false }).map((step) => step.name);
  assert.deepEqual(names, ['tests', 'tests of the web app', 'end-to-end tests']);
});

test('testSteps() of a fast run has no slow tests', () => {
  const steps = testSteps(root, FILES, { fastOnly: true });
  assert.deepEqual(
    steps.map((step) => step.name),
    ['tests', 'tests of the web app'],
  );
  assert.ok(!steps[0]!.args.includes('d.slow.test.ts'));
  assert.ok(!steps[1]!.args.includes('src/e.slow.test.tsx'));
  assert.ok(testSteps(root, FILES, { fastOnly: false })[0]!.args.includes('d.slow.test.ts'));
});

test('testSteps() has no step for what has no files', () => {
  assert.deepEqual(
    testSteps(root, { fast: [], slow: [], e2e: [], web: [], slowWeb: [] }, { fastOnly: false }),
    [],
  );
});

test('testSteps() bounds every test by a time and runs slow ones one at a time', () => {
  const [fast, web, slow] = testSteps(root, FILES, { fastOnly: false });
  assert.ok(fast!.args.includes('--test-timeout=60000'));
  assert.ok(slow!.args.includes('--test-concurrency=1'));
  assert.deepEqual([web!.cwd, web!.args.at(-1)], [join(root, 'web'), 'src/e.slow.test.tsx']);
});

test('staticSteps() leaves the web app out where there is none', () => {
  assert.deepEqual(
    staticSteps('/root').map((step) => step.name),
    ['format and lint', 'types', 'checks'],
  );
});
