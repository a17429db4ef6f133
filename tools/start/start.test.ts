import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { root as project } from './lib/root.mjs';

/** A project of its own around the real start files, with a server that tells what it got. */
const root = mkdtempSync(join(tmpdir(), 'start-'));
after(() => rmSync(root, { recursive: true }));
cpSync(join(project, 'tools/start'), join(root, 'tools/start'), { recursive: true });
cpSync(join(project, 'cli/bin'), join(root, 'cli/bin'), { recursive: true });
write('package.json', '{"type":"module"}');
write('package-lock.json', '{"packages":{}}');
write('node_modules/.package-lock.json', '{"packages":{}}');
const TELLS = `console.log(JSON.stringify({ args: process.argv.slice(2), major: parseInt(process.versions.node) }));
process.exitCode = 7;`;
write('server/src/main.ts', TELLS);
write('cli/src/main.ts', TELLS);

test('start.mjs and the command line name what is missing before anything is installed', () => {
  const { status, stderr } = launch('cli/bin/agenticgen.mjs', [], { oldNode: true });
  assert.match(stderr, /Cannot find Node 26: node_modules is missing or incomplete. Install it: npm ci/);
  assert.doesNotMatch(stderr, /at .*\.mjs/);
  assert.equal(status, 1);
});

test('start.mjs becomes the server on Node 26, with its arguments and exit code', () => {
  bringNode();
  const { status, stdout } = launch('tools/start/start.mjs', ['--port', '1']);
  assert.deepEqual(JSON.parse(stdout), { args: ['--port', '1'], major: 26 });
  assert.equal(status, 7);
});

test('the command line hands arguments and exit code through', () => {
  bringNode();
  const { status, stdout } = launch('cli/bin/agenticgen.mjs', ['exec', '--lang', 'python']);
  assert.deepEqual(JSON.parse(stdout).args, ['exec', '--lang', 'python']);
  assert.equal(status, 7);
});

function bringNode(): void {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  rmSync(join(root, 'node_modules/node/bin/node'), { force: true });
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
}

/** Runs a launcher with set-up forbidden. */
function launch(path: string, args: string[], { oldNode = false } = {}) {
  const asOld = "Object.defineProperty(process, 'versions', { value: { node: '20.0.0' } });";
  write('prelude.cjs', oldNode ? asOld : '');
  return spawnSync(process.execPath, ['--require', join(root, 'prelude.cjs'), join(root, path), ...args], {
    encoding: 'utf8',
    env: { ...process.env, SETUP: 'off' },
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
