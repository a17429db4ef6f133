import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type SimpleIndex, startSimpleIndex } from '../../tools/test-servers/index.ts';
import { makeWheel } from '../../tools/test-servers/wheel.ts';
import { exec } from './exec.ts';
import { sandbox } from './sandbox.ts';
import { fakeTerminal } from './testing.ts';

describe('agenticgen sandbox packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-cli-packages-'));
  chmodSync(folder, 0o755);
  let index: SimpleIndex;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    index = await startSimpleIndex([
      makeWheel('greeting', '1.0', { requires: ['helper'] }),
      makeWheel('helper', '1.2'),
    ]);
    const advisory = { id: 'PYSEC-1', affected: [{ package: { ecosystem: 'PyPI', name: 'other' } }] };
    writeFileSync(join(folder, 'osv.json'), JSON.stringify(advisory));
    env = {
      DATA_DIR: join(folder, 'data'),
      SANDBOX_PACKAGE_INDEX: index.url,
      SANDBOX_ADVISORIES: join(folder, 'osv.json'),
    };
  });
  after(async () => {
    await index[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const told = async (...args: string[]) => {
    const terminal = fakeTerminal(env);
    assert.equal(await sandbox.run(['packages', ...args], terminal), 0, terminal.errors());
    return terminal.out();
  };

  test('packages are added with what they need, listed and removed', async () => {
    assert.equal(await told('list'), 'No packages beside those of the system\n');
    assert.equal(await told('add', 'greeting'), '+ greeting 1.0\n+ helper 1.2\n');
    assert.match(await told('list'), /^greeting 1\.0 {2}sha256:[0-9a-f]{64}\nhelper 1\.2 {2}sha256:/);
    const { requirements, packages } = JSON.parse(await told('list', '--json'));
    assert.deepEqual([requirements, packages.length], [['greeting'], 2]);
    assert.equal(await told('add', 'greeting'), 'Nothing changed\n');
    const terminal = fakeTerminal(env);
    assert.equal(
      await exec.run(['import greeting; print(greeting.version)'], terminal),
      0,
      terminal.errors(),
    );
    assert.equal(terminal.out(), '1.0\n');
    assert.equal(await told('remove', 'greeting'), '- greeting 1.0\n- helper 1.2\n');
  });

  test('what is wrong is said in one line', async () => {
    const fails = (args: string[], wanted: object | RegExp, more: NodeJS.ProcessEnv = {}) =>
      assert.rejects(sandbox.run(args, fakeTerminal({ ...env, ...more })), wanted);
    await fails(['packages', 'add'], /none is named/);
    await fails(['packages', 'explode'], /wanted "sandbox packages add/);
    await fails(['walls'], /wanted "sandbox packages add/);
    await fails(
      ['packages', 'add', 'helper'],
      { code: 'sandbox_advisories_unreadable' },
      { SANDBOX_ADVISORIES: '' },
    );
  });
});
