import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { memoryDriver } from '../drivers/memory.ts';
import type { Driver } from '../lib/execution.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { withPackages } from './with-packages.ts';

const root = mkdtempSync(join(tmpdir(), 'with-packages-'));
after(() => rmSync(root, { recursive: true }));

test('a driver that follows packages has sessions where the driver below has them', async () => {
  const sandbox = createSandbox({ driver: withPackages(root, () => memoryDriver()) });
  const session = await sandbox.openSession({ language: 'python' });
  assert.equal((await session.run({ code: 'print("one")' })).stdout, 'one\n');
  await session.close();
  await sandbox.close();
  assert.equal(await session.ended, 'closed');
});

test('a driver that follows packages has none where the driver below has none', async () => {
  const { openSession: _, ...bare } = memoryDriver();
  const sandbox = createSandbox({ driver: withPackages(root, (): Driver => bare) });
  await assert.rejects(sandbox.openSession({ language: 'python' }), { code: 'sandbox_unavailable' });
  await sandbox.close();
});
