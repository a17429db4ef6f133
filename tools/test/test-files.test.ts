import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { findTests } from './test-files.ts';

const root = mkdtempSync(join(tmpdir(), 'test-files-'));
after(() => rmSync(root, { recursive: true }));

for (const path of [
  'server/src/access/roles.test.ts',
  'server/src/access/roles.ts',
  'engines/cache/src/memory.test.ts',
  'server/src/chat/crash.e2e.test.ts',
  'server/src/stop.slow.test.ts',
  'web/src/ui/button.test.tsx',
  'web/src/app/form.slow.test.tsx',
  'web/src/app/pages.e2e.test.ts',
  'node_modules/zod/zod.test.ts',
]) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
}

test('findTests() sorts tests by how they run', () => {
  assert.deepEqual(findTests(root), {
    fast: ['engines/cache/src/memory.test.ts', 'server/src/access/roles.test.ts'],
    slow: ['server/src/stop.slow.test.ts'],
    e2e: ['server/src/chat/crash.e2e.test.ts', 'web/src/app/pages.e2e.test.ts'],
    web: ['web/src/ui/button.test.tsx'],
    slowWeb: ['web/src/app/form.slow.test.tsx'],
  });
});

test('findTests() keeps what the filter names', () => {
  const found = findTests(root, ['server/src/access', 'crash']);
  assert.deepEqual(found, {
    fast: ['server/src/access/roles.test.ts'],
    slow: [],
    e2e: ['server/src/chat/crash.e2e.test.ts'],
    web: [],
    slowWeb: [],
  });
});
