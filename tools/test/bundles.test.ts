import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeBundles } from './bundles.ts';

const root = mkdtempSync(join(tmpdir(), 'bundles-'));
after(() => rmSync(root, { recursive: true }));

test('writeBundles() puts each file into one bundle, neighbours apart, and forgets earlier bundles', () => {
  const files = Array.from({ length: 40 }, (_, n) => `${n}.test.ts`);
  writeBundles(root, files);
  const bundles = writeBundles(root, files.slice(0, 20)).map((path) => readFileSync(path, 'utf8'));
  assert.equal(bundles.length, 2);
  const found = bundles.map((text) =>
    [...text.matchAll(/(\d+)\.test\.ts/g)].map((match) => Number(match[1])),
  );
  assert.deepEqual(
    found.flat().toSorted((a, b) => a - b),
    files.slice(0, 20).map((_, n) => n),
  );
  assert.ok(found[0]?.includes(0) && found[1]?.includes(1));
});

test('a bundle runs the tests of its files, names their files, and fails where one does not load', () => {
  const test = (name: string, body = '') =>
    `import { test } from 'node:test'; test('${name}', () => { ${body} });`;
  const run = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const reporter = new URL('reporter.ts', import.meta.url).href;
    const reporting = [`--test-reporter=${reporter}`, '--test-reporter-destination=stdout'];
    const args = ['--test', ...reporting, ...writeBundles(root, Object.keys(files))];
    return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
  };
  const fine = run({ 'a.test.mjs': test('one'), 'b.test.mjs': test('two') });
  assert.match(fine.stdout, /2 passed, 0 failed/);
  const failing = run({ 'a.test.mjs': test('one'), 'b.test.mjs': test('two', 'throw new RangeError("no")') });
  assert.match(failing.stdout, /FAILED two \(.*b\.test\.mjs:\d+\)/);
  assert.equal(failing.status, 1);
  const broken = run({ 'a.test.mjs': test('one'), 'b.test.mjs': 'const broken = ;' });
  assert.equal(broken.status, 1);
});
