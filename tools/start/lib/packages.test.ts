import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ensurePackages, packagesAreCurrent } from './packages.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packages-'));
  write('package-lock.json', { packages: { 'node_modules/zod': { version: '4.0.0' } } });
});
afterEach(() => rmSync(root, { recursive: true }));

test('ensurePackages() installs on a bare clone, once', async () => {
  let installs = 0;
  const install = async () => {
    installs += 1;
    installed('4.0.0');
    return 0;
  };
  assert.equal(await ensurePackages(root, install), 'installed');
  assert.equal(await ensurePackages(root, install), 'current');
  assert.equal(installs, 1);
});

test('ensurePackages() installs again when the lockfile changed', async () => {
  installed('4.0.0');
  assert.equal(packagesAreCurrent(root), true);
  write('package-lock.json', { packages: { 'node_modules/zod': { version: '4.1.0' } } });
  assert.equal(packagesAreCurrent(root), false);
});

test('packages installed by hand count when they match the lockfile', () => {
  installed('3.0.0');
  assert.equal(packagesAreCurrent(root), false);
  installed('4.0.0');
  assert.equal(packagesAreCurrent(root), true);
});

test('an optional package may be absent', () => {
  installed('4.0.0');
  write('package-lock.json', {
    packages: {
      'node_modules/zod': { version: '4.0.0' },
      'node_modules/other-system': { version: '1.0.0', optional: true },
    },
  });
  assert.equal(packagesAreCurrent(root), true);
});

test('ensurePackages() installs without saving when npm ci refuses the lockfile', async () => {
  const commands: string[] = [];
  const npm = async (_root: string, args: string[]) => {
    commands.push(args.join(' '));
    if (args[0] === 'ci') return 1;
    installed('4.0.0');
    return 0;
  };
  assert.equal(await ensurePackages(root, npm), 'installed');
  assert.deepEqual(commands, ['ci', 'install --no-save']);
});

test('ensurePackages() says so when npm fails', async () => {
  await assert.rejects(
    ensurePackages(root, async () => 7),
    { code: 'packages_failed', message: 'Cannot install node packages: npm ended with 7' },
  );
});

function installed(version: string): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  write('node_modules/.package-lock.json', { packages: { 'node_modules/zod': { version } } });
}

function write(path: string, content: unknown): void {
  writeFileSync(join(root, path), JSON.stringify(content));
}
