import assert from 'node:assert/strict';
import { test } from 'node:test';
import { staticSteps, testSteps } from './steps.ts';

const FILES = { fast: ['a.test.ts'], e2e: ['b.e2e.test.ts'], web: ['web/src/c.test.tsx'] };

test('testSteps() runs fast, web and slow tests, in this order', () => {
  const names = testSteps('/root', FILES, { fastOnly: false }).map((step) => step.name);
  assert.deepEqual(names, ['tests', 'tests of the web app', 'end-to-end tests']);
});

test('testSteps() of a fast run has no slow tests', () => {
  const names = testSteps('/root', FILES, { fastOnly: true }).map((step) => step.name);
  assert.deepEqual(names, ['tests', 'tests of the web app']);
});

test('testSteps() has no step for what has no files', () => {
  assert.deepEqual(testSteps('/root', { fast: [], e2e: [], web: [] }, { fastOnly: false }), []);
});

test('testSteps() bounds every test by a time and runs slow ones one at a time', () => {
  const [fast, web, slow] = testSteps('/root', FILES, { fastOnly: false });
  assert.ok(fast!.args.includes('--test-timeout=60000'));
  assert.ok(slow!.args.includes('--test-concurrency=1'));
  assert.deepEqual([web!.cwd, web!.args.at(-1)], ['/root/web', 'src/c.test.tsx']);
});

test('staticSteps() leaves the web app out where there is none', () => {
  assert.deepEqual(
    staticSteps('/root').map((step) => step.name),
    ['format and lint', 'types', 'checks'],
  );
});
