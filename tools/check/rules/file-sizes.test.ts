import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { fileSizes } from './file-sizes.ts';

const lines = (count: number) => '// line\n'.repeat(count);

test('fileSizes: each kind of file has its own limit', () => {
  const small = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`cli/src/c${index}.ts`, lines(10)]),
  );
  const { findings } = fileSizes(
    projectOf({
      ...small,
      'server/src/chat/long.ts': lines(501),
      'server/src/chat/fits.ts': lines(500),
      'server/src/chat/long.test.ts': lines(601),
      'web/src/ui/page.tsx': lines(201),
    }),
  );
  assert.deepEqual(
    findings.map(({ path, message }) => `${path} ${message}`),
    [
      'server/src/chat/long.ts File has 501 lines, limit is 500',
      'server/src/chat/long.test.ts File has 601 lines, limit is 600',
      'web/src/ui/page.tsx File has 201 lines, limit is 200',
    ],
  );
});

test('fileSizes: the median and the 90th percentile of source files are bounded', () => {
  const { findings, notes } = fileSizes(
    projectOf({ 'cli/src/a.ts': lines(81), 'cli/src/b.ts': lines(90), 'cli/src/c.ts': lines(251) }),
  );
  assert.deepEqual(
    findings.map(({ message }) => message),
    ['File sizes: median is 90 lines, limit is 80', 'File sizes: 90th percentile is 251 lines, limit is 250'],
  );
  assert.deepEqual(notes, ['files: 3, median 90 lines, p90 251']);
});
