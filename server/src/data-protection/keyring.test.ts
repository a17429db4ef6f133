import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { isProblem } from '../problem/index.ts';
import { createKeyring, loadSecretKey } from './keyring.ts';

const folder = mkdtempSync(join(tmpdir(), 'agenticgen-keyring-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const keyring = createKeyring(Buffer.alloc(32, 7));
const invalid = (error: unknown) => isProblem(error, 'ciphertext_invalid');

test('open() gives back what seal() took, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
      assert.equal(keyring.open(keyring.seal(text, place), place), text);
    }),
  );
});

test('seal() never gives the same bytes twice and shows nothing of the text', () => {
  const secret = 'sk-very-secret-key';
  const [one, other] = [keyring.seal(secret, 'a'), keyring.seal(secret, 'a')];
  assert.notEqual(one, other);
  assert.ok(!Buffer.from(one.slice(3), 'base64url').includes(secret.slice(0, 6)));
});

test('open() refuses another place, another key and another form', () => {
  const sealed = keyring.seal('secret', 'row/1');
  assert.throws(() => keyring.open(sealed, 'row/2'), invalid);
  assert.throws(() => createKeyring(Buffer.alloc(32, 8)).open(sealed, 'row/1'), invalid);
  for (const broken of ['', 'v1.', `v2.${sealed.slice(3)}`, 'secret']) {
    assert.throws(() => keyring.open(broken, 'row/1'), invalid);
  }
});

test('open() refuses a ciphertext with any byte changed or cut off', () => {
  const bytes = Buffer.from(keyring.seal('s', 'p').slice(3), 'base64url');
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.throws(() => keyring.open(`v1.${changed.toString('base64url')}`, 'p'), invalid);
    const cut = bytes.subarray(0, index);
    assert.throws(() => keyring.open(`v1.${cut.toString('base64url')}`, 'p'), invalid);
  }
});

test('derive() gives each purpose a key of its own, the same each time', () => {
  assert.deepEqual(keyring.derive('one'), keyring.derive('one'));
  assert.notDeepEqual(keyring.derive('one'), keyring.derive('other'));
  assert.equal(keyring.derive('one').length, 32);
});

test('loadSecretKey() makes the key once, for the owner alone', () => {
  const path = join(folder, 'new', 'secret.key');
  const made = loadSecretKey(path);
  assert.equal(made.length, 32);
  assert.deepEqual(loadSecretKey(path), made);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'new')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(folder, 'new')), ['secret.key']);
});

test('loadSecretKey() in several processes at once agrees on one key', async () => {
  const path = join(folder, 'race', 'secret.key');
  const module = new URL('./keyring.ts', import.meta.url).href;
  const script = `const { loadSecretKey } = await import(${JSON.stringify(module)});
    process.stdout.write(loadSecretKey(${JSON.stringify(path)}).toString('hex'));`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const keys = await Promise.all([run(), run(), run(), run()]);
  assert.deepEqual(new Set(keys.map(({ stdout }) => stdout)).size, 1);
  assert.equal(readFileSync(path, 'utf8').trim(), keys[0]?.stdout);
});

test('loadSecretKey() refuses a file that holds something else and leaves it as it is', () => {
  const path = join(folder, 'other.key');
  writeFileSync(path, 'not a key');
  assert.throws(
    () => loadSecretKey(path),
    (error) => isProblem(error, 'secret_key_invalid') && error.fix !== undefined,
  );
  assert.equal(readFileSync(path, 'utf8'), 'not a key');
});
