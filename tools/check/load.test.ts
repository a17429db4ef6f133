import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { loadProject } from './load.ts';
import { RULES } from './rules/all.ts';

const root = mkdtempSync(join(tmpdir(), 'check-'));
after(() => rmSync(root, { recursive: true }));

for (const [path, text] of Object.entries({
  'server/src/chat/index.ts': "export { chat } from './chat.ts';",
  'server/src/chat/chat.ts': 'export const chat = 1;',
  'cli/bin/agenticgen.mjs': 'start();',
  'web/src/ui/button.tsx': 'export const Button = () => <b />;',
  'web/src/routeTree.gen.ts': 'generated(',
  'web/dist/app.js': 'built(',
  'server/node_modules/zod/index.js': 'foreign(',
  'engines/search/src/fixtures/broken.ts': 'fixture(',
  'tools/start/lib/run.d.mts': 'export function run(): void;',
  'package-lock.json': '{"packages":{}}',
})) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('loadProject() takes code of the project, not what is built, foreign, generated or a fixture', () => {
  const { files, read } = loadProject(root);
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    'cli/bin/agenticgen.mjs',
    'server/src/chat/chat.ts',
    'server/src/chat/index.ts',
    'web/src/ui/button.tsx',
  ]);
  assert.equal(read('package-lock.json'), '{"packages":{}}');
  assert.equal(read('no/such/file'), undefined);
});

test('every rule runs on a project and on an empty one', () => {
  const [project, empty] = [loadProject(root), loadProject(join(root, 'nowhere'))];
  for (const [name, rule] of Object.entries(RULES)) {
    const expected = name === 'test-ratio' ? 1 : 0;
    assert.equal(rule(project).findings.length, expected, name);
    assert.deepEqual(rule(empty).findings, [], name);
  }
});
