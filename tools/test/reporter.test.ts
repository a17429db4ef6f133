import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { waitFor } from '../test-servers/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'reporter-'));
const REPORTER = new URL('reporter.ts', import.meta.url).href;
const REPORTING = [`--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout'];
/** Without the mark of being run by a test runner, or the inner one would run nothing. */
const { NODE_TEST_CONTEXT: _, ...ENV } = process.env;
after(() => rmSync(folder, { recursive: true }));

test('the reporter counts what passed', () => {
  const { status, stdout } = runTests(`test('one', () => {}); test('two', () => {});`);
  assert.equal(stdout, '..\n2 passed, 0 failed\n');
  assert.equal(status, 0);
});

test('the reporter shows each failure with its place and its reason, once', () => {
  const { status, stdout } = runTests(
    `describe('suite', () => { test('adds up', () => { throw new RangeError('one is two'); }); });`,
  );
  assert.match(stdout, /FAILED adds up \(.*:\d+\)\nRangeError.*: one is two/);
  assert.match(stdout, /0 passed, 1 failed/);
  assert.equal(status, 1);
});

test('the reporter fails a run with a skipped test', () => {
  const { status, stdout } = runTests(`test('later', { skip: 'no database' }, () => {});`);
  assert.match(stdout, /SKIPPED later .*: no database/);
  assert.equal(status, 1);
});

test('the reporter passes on what a test has to tell, and not what the runner counts', () => {
  const { stdout } = runTests(`test('tries', (t) => t.diagnostic('60 attempts, 0 succeeded'));`);
  assert.match(stdout, /^60 attempts, 0 succeeded$/m);
  assert.doesNotMatch(stdout, /^(?:pass|fail|tests) /m);
});

test('the reporter shows a file that does not load', () => {
  const { status, stdout } = runTests('const broken = ;');
  assert.match(stdout, /FAILED .*sample/);
  assert.equal(status, 1);
});

test('the reporter names what hangs when the run is interrupted', async () => {
  const child = startTests(`test('waits', () => new Promise((done) => setTimeout(done, 600_000)));`);
  const output = text(child.stdout);
  await waitFor(() => existsSync(join(folder, 'started')));
  child.kill('SIGINT');
  assert.match(await output, /HANGS .*sample\.test\.mjs/);
});

function startTests(code: string) {
  const file = join(folder, 'sample.test.mjs');
  const started = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(join(folder, 'started'))}, '');`;
  writeFileSync(file, `import { test } from 'node:test';\n${started}\n${code}`);
  return spawn(process.execPath, ['--test', ...REPORTING, file], {
    env: ENV,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function runTests(code: string): { status: number | null; stdout: string } {
  const file = join(folder, 'sample.test.mjs');
  writeFileSync(file, `import { describe, test } from 'node:test';\n${code}`);
  const { status, stdout } = spawnSync(process.execPath, ['--test', ...REPORTING, file], {
    encoding: 'utf8',
    env: ENV,
  });
  return { status, stdout };
}
