import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ensureWebBuild, webSources } from './web-build.mjs';

let root = '';
let builds = 0;
const build = async () => {
  builds += 1;
  return 0;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'web-build-'));
  builds = 0;
  write('web/index.html', '<main></main>');
  write('web/src/app.tsx', 'export const app = 1;');
  write('server/src/chat/contract.ts', 'export const chat = 1;');
  write('server/src/chat/routes.ts', 'export const routes = 1;');
  write('package-lock.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('ensureWebBuild() builds once and then finds its work done', async () => {
  assert.equal(await ensureWebBuild(root, build), 'built');
  assert.equal(await ensureWebBuild(root, build), 'current');
  assert.equal(builds, 1);
});

test('ensureWebBuild() builds again after a change of the web, a contract or the lockfile', async () => {
  await ensureWebBuild(root, build);
  for (const path of ['web/src/app.tsx', 'server/src/chat/contract.ts', 'package-lock.json']) {
    write(path, `// changed ${path}`);
    assert.equal(await ensureWebBuild(root, build), 'built', path);
  }
});

test('ensureWebBuild() is not moved by times, tests, generated routes or the rest of the server', async () => {
  await ensureWebBuild(root, build);
  utimesSync(join(root, 'web/src/app.tsx'), 1, 1);
  write('web/src/app.test.tsx', 'test');
  write('web/src/routeTree.gen.ts', 'generated');
  write('web/dist/index.html', 'built');
  write('server/src/chat/routes.ts', 'export const routes = 2;');
  assert.equal(await ensureWebBuild(root, build), 'current');
  assert.equal(builds, 1);
});

test('ensureWebBuild() leaves no mark of a failed build', async () => {
  await assert.rejects(
    ensureWebBuild(root, async () => 1),
    { code: 'web_build_failed' },
  );
  assert.equal(await ensureWebBuild(root, build), 'built');
});

test('webSources() names web, contracts and the lockfile', () => {
  assert.deepEqual(webSources(root), [
    'package-lock.json',
    'server/src/chat/contract.ts',
    'web/index.html',
    'web/src/app.tsx',
  ]);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
