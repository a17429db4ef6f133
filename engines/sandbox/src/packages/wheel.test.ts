import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeWheel } from '../../../../tools/test-servers/wheel.ts';
import { describeWheel, layerBudget, parseWheelName, unpackWheel } from './wheel.ts';

const folder = mkdtempSync(join(tmpdir(), 'wheels-'));
after(() => rmSync(folder, { recursive: true }));
let sites = 0;

async function unpacked(files: Record<string, string>, budget = layerBudget()): Promise<string> {
  const { file, bytes } = makeWheel('demo', '1.0', { files });
  const site = join(folder, `site-${sites++}`);
  mkdirSync(site);
  writeFileSync(join(folder, file), bytes);
  await unpackWheel(join(folder, file), site, budget);
  return site;
}

test('a name tells package and version', () => {
  assert.deepEqual(parseWheelName('Foo_Bar-1.0.post1-cp311-cp311-manylinux_2_17_x86_64.whl'), {
    name: 'foo-bar',
    version: '1.0.post1',
  });
  assert.deepEqual(parseWheelName('a-1-2-py3-none-any.whl'), { name: 'a', version: '1' });
  for (const file of ['a-1.tar.gz', 'a.whl', 'a-1-py3-none.whl', 'a b-1-py3-none-any.whl'])
    assert.equal(parseWheelName(file), undefined, file);
});

test('files lie readable in the site folder, those of a data folder where they belong, scripts nowhere', async () => {
  const site = await unpacked({
    'demo/deep/er/x.py': 'x',
    'demo-1.0.data/purelib/other.py': 'y',
    'demo-1.0.data/scripts/tool': '#!/bin/sh',
  });
  assert.equal(readFileSync(join(site, 'demo/deep/er/x.py'), 'utf8'), 'x');
  assert.equal(statSync(join(site, 'demo/deep')).mode & 0o777, 0o755);
  assert.equal(statSync(join(site, 'demo/deep/er/x.py')).mode & 0o777, 0o644);
  assert.equal(readFileSync(join(site, 'other.py'), 'utf8'), 'y');
  assert.equal(existsSync(join(site, 'tool')), false);
  assert.equal(existsSync(join(site, 'demo-1.0.data')), false);
});

test('a name that leads elsewhere is refused, and nothing of the wheel is written', async () => {
  for (const name of [
    '../evil.py',
    '/etc/evil.py',
    'a/../../evil.py',
    'a\\..\\evil.py',
    'a/\u0000.py',
    './x',
    'demo-1.0.data/purelib/../../evil.py',
  ]) {
    await assert.rejects(unpacked({ [name]: 'x' }), { code: 'sandbox_package_refused' }, name);
    assert.equal(existsSync(join(folder, `site-${sites - 1}`, 'demo')), false, name);
  }
  assert.equal(existsSync(join(folder, 'evil.py')), false);
});

test('a wheel that unpacks to too much is refused before it is unpacked', async () => {
  await assert.rejects(
    unpacked({ 'demo/big.txt': 'x'.repeat(5000) }, { bytes: 1000, files: 100 }),
    /too large/,
  );
  await assert.rejects(unpacked({}, { bytes: 1000, files: 1 }), /too large/);
});

test('two packages with one file are refused', async () => {
  const site = await unpacked({});
  await assert.rejects(
    unpackWheel(join(folder, 'demo-1.0-py3-none-any.whl'), site, layerBudget()),
    /as well/,
  );
});

test('a wheel is known by its hash', async () => {
  const { sha256, name } = await describeWheel(join(folder, 'demo-1.0-py3-none-any.whl'));
  assert.equal(name, 'demo');
  assert.match(sha256, /^[0-9a-f]{64}$/);
});
