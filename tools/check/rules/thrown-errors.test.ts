import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { thrownErrors } from './thrown-errors.ts';

const coded = 'throw chatErrors.not_found();\n';

test('thrownErrors: more than one plain Error in twenty throws is found', () => {
  const { findings, notes } = thrownErrors(
    projectOf({ 'cli/src/a.ts': `${coded.repeat(10)}throw new Error('x');\n` }),
  );
  assert.deepEqual(
    findings.map(({ line }) => line),
    [11],
  );
  assert.deepEqual(notes, ['throws: 11, of them plain Error 1']);
});

test('thrownErrors: one in twenty is fine, and tests throw as they like', () => {
  const { findings } = thrownErrors(
    projectOf({
      'cli/src/a.ts': `${coded.repeat(19)}throw new Error('x');\n`,
      'cli/src/a.test.ts': "throw new Error('x');",
    }),
  );
  assert.deepEqual(findings, []);
});
