import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveFiles } from './save-files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const folder = () => mkdtempSync(join(tmpdir(), 'agenticgen-save-'));

test('saveFiles() leaves what is there and counts up', () => {
  const out = folder();
  writeFileSync(join(out, 'plot.png'), 'mine');
  assert.deepEqual(saveFiles(out, [{ name: 'plot.png', bytes: bytes('new') }]), ['plot-2.png']);
  assert.deepEqual(saveFiles(out, [{ name: 'plot.png', bytes: bytes('newer') }]), ['plot-3.png']);
  assert.equal(readFileSync(join(out, 'plot.png'), 'utf8'), 'mine');
  assert.equal(readFileSync(join(out, 'plot-3.png'), 'utf8'), 'newer');
});

test('saveFiles() keeps files with a path in their name inside the folder', () => {
  const out = folder();
  assert.deepEqual(saveFiles(out, [{ name: '../../etc/passwd', bytes: bytes('x') }]), ['passwd']);
  assert.deepEqual(readdirSync(out), ['passwd']);
});

test('saveFiles() numbers a name without an ending', () => {
  const out = folder();
  const file = { name: 'notes', bytes: bytes('x') };
  assert.deepEqual(saveFiles(out, [file, file]), ['notes', 'notes-2']);
});

test('saveFiles() names the folder that is not there', () => {
  const missing = join(folder(), 'no', 'such');
  const file = { name: 'a.txt', bytes: bytes('x') };
  assert.throws(() => saveFiles(missing, [file]), {
    name: 'CommandError',
    message: /Cannot save a\.txt in .*ENOENT/,
  });
});
