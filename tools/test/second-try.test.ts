import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Outcome, runSteps, summary } from './runner.ts';
import { filesToTryAgain, MAX_SECOND_TRIES, tryAgain } from './second-try.ts';
import { secondTry } from './steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'second-try-'));
after(() => rmSync(folder, { recursive: true }));
const failed = (index: number) => `FAILED it (says (much)) works (some/file-${index}.test.ts:12)`;

test('filesToTryAgain() names each file once, also of a test that another file defines', () => {
  assert.deepEqual(
    filesToTryAgain([
      failed(1),
      failed(1),
      'FAILED a contract (src/testing.ts:7 from src/wasm.slow.test.ts)',
    ]),
    ['some/file-1.test.ts', 'src/wasm.slow.test.ts'],
  );
});

test('filesToTryAgain() names none where many failed, or a test was skipped or hung', () => {
  const many = Array.from({ length: MAX_SECOND_TRIES + 1 }, (_, index) => failed(index));
  assert.deepEqual(filesToTryAgain(many), []);
  assert.equal(filesToTryAgain(many.slice(1)).length, MAX_SECOND_TRIES);
  assert.deepEqual(filesToTryAgain([failed(1), 'SKIPPED later (a.test.ts): no database']), []);
  assert.deepEqual(filesToTryAgain([failed(1), 'HANGS a.test.ts: waits']), []);
  assert.deepEqual(filesToTryAgain(['FAILED without a place']), []);
});

test('a test that fails once passes on the second try, and is named', async () => {
  const { outcomes, printed } = await triedAgain(
    `import { existsSync, writeFileSync } from 'node:fs';
     const mark = ${JSON.stringify(join(folder, 'mark'))};
     test('late', () => { if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('late'); } });`,
  );
  assert.equal(outcomes[0]?.ok, true);
  assert.match(printed, /FAILED late .*late\.test\.mjs:\d+\)/);
  assert.match(printed, /== tests, second try/);
  assert.match(summary(outcomes), /0 passed, 1 failed; on a second try passed .*late\.test\.mjs/);
});

test('a test that fails twice has failed', async () => {
  const { outcomes } = await triedAgain(`test('wrong', () => { throw new Error('wrong'); });`);
  assert.equal(outcomes[0]?.ok, false);
  assert.match(summary(outcomes), /1 of 1 steps failed/);
});

async function triedAgain(code: string): Promise<{ outcomes: Outcome[]; printed: string }> {
  const file = join(folder, 'late.test.mjs');
  writeFileSync(file, `import { test } from 'node:test';\n${code}`);
  const step = { ...secondTry('tests', [file]), name: 'tests' };
  const texts: string[] = [];
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { root: folder, env, print: (text: string) => void texts.push(text) };
  const outcomes = await tryAgain([step], await runSteps([step], options), options);
  return { outcomes, printed: texts.join('') };
}
