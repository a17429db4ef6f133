import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../tools/test-servers/index.ts';

const PROGRAM = `
import { appendFileSync } from 'node:fs';
import { endWithNpm } from ${JSON.stringify(new URL('./npm-above.ts', import.meta.url).href)};
process.on('SIGTERM', () => {
  appendFileSync('told', 'SIGTERM');
  process.exit(0);
});
endWithNpm(() => process.kill(process.pid, 'SIGTERM'));
setInterval(() => undefined, 1_000);
appendFileSync('pid', String(process.pid));
`;

/** A package that npm starts, with a program below that watches. */
async function started(folder: string): Promise<{ npm: ChildProcess; pid: number }> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node program.ts' } }));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;
  const npm = spawn('npm', ['start'], { cwd: folder, stdio: 'ignore', env: { ...process.env, PATH } });
  const path = join(folder, 'pid');
  await waitFor(() => existsSync(path) && readFileSync(path, 'utf8') !== '', { boundMs: 60_000 });
  return { npm, pid: Number(readFileSync(path, 'utf8')) };
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  test(`what npm has started stops in peace when npm gets ${signal}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agenticgen-npm-'));
    const { npm, pid } = await started(folder);
    try {
      npm.kill(signal);
      const told = join(folder, 'told');
      await waitFor(() => existsSync(told) && readFileSync(told, 'utf8') !== '', { boundMs: 60_000 });
      assert.match(readFileSync(told, 'utf8'), /^SIGTERM/);
    } finally {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has gone, as it should have.
      }
      rmSync(folder, { recursive: true, force: true });
    }
  });
