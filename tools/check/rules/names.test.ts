import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { names } from './names.ts';

test('names: vague and camel-case file names are found', () => {
  const { findings } = names(
    projectOf({ 'cli/src/utils.ts': '', 'cli/src/runState.ts': '', 'cli/src/helpers.test.ts': '' }),
  );
  assert.deepEqual(
    findings.map(({ message }) => message),
    [
      'File name utils says nothing: name its idea',
      'File name runState is not kebab-case',
      'File name helpers says nothing: name its idea',
    ],
  );
});

test('names: kebab-case names and route files are fine', () => {
  const project = projectOf({
    'cli/src/run-state.e2e.test.ts': '',
    'web/vite.config.ts': '',
    'web/src/app/routes/__root.tsx': '',
    'web/src/app/routes/chat.$id.tsx': '',
  });
  assert.deepEqual(names(project).findings, []);
});

test('names: a test that is a wish is found', () => {
  const code = "test('claim() should work', () => {});\ntest('claim() gives one job', () => {});";
  assert.deepEqual(
    names(projectOf({ 'cli/src/a.test.ts': code })).findings.map(({ line }) => line),
    [1],
  );
});
