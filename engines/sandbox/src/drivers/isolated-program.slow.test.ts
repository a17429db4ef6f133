import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { isolatedPrograms } from './isolated-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'agenticgen-program-'));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));
const spawnIsolated = isolatedPrograms();

/** Starts a program of one file and answers its lines. */
async function run(command: 'node' | 'python3', code: string, env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'main.mjs'), code, { mode: 0o644 });
  const child = await spawnIsolated({ command, args: ['main.mjs'], env, folder });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  return {
    child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    errors: () => errors,
  };
}

test('a program answers over its streams for as long as it lives, and ends when it is killed', async () => {
  const echo =
    "import { createInterface } from 'node:readline'; for await (const line of createInterface({ input: process.stdin })) console.log('got ' + line);";
  const { child, lines, errors } = await run('node', echo);
  for (const word of ['one', 'two']) {
    child.stdin.write(`${word}\n`);
    const { value } = await lines.next();
    assert.equal(value, `got ${word}`, errors());
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('it has its variables, an empty home that it may write, and no network, host file or process', async () => {
  const look = `
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
const tried = (act) => { try { return act(); } catch (error) { return error.code; } };
const told = {
  variable: process.env.KEY,
  home: tried(() => { writeFileSync(process.env.HOME + '/a', 'x'); return readdirSync(process.env.HOME); }),
  own: tried(() => writeFileSync('/program/x', 'x')),
  root: tried(() => writeFileSync('/x', 'x')),
  shadow: tried(() => readFileSync('/etc/shadow', 'utf8')),
  host: tried(() => readdirSync(${JSON.stringify(folder)})),
  sysctl: tried(() => writeFileSync('/proc/sys/kernel/printk_ratelimit', '5')),
  processes: readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length,
  networks: Object.keys(networkInterfaces()),
  parent: Object.keys(process.env).sort(),
};
const socket = connect(80, '1.1.1.1');
socket.on('error', (error) => console.log(JSON.stringify({ ...told, connect: error.code })));
`;
  const { child, lines, errors } = await run('node', look, { KEY: 'value' });
  const { value } = await lines.next();
  const told = JSON.parse(value ?? `{"failed":${JSON.stringify(errors())}}`);
  assert.equal(told.variable, 'value', errors());
  assert.deepEqual(told.home, ['a']);
  assert.deepEqual([told.own, told.root, told.sysctl], ['EROFS', 'EROFS', 'EROFS']);
  assert.deepEqual([told.shadow, told.host], ['ENOENT', 'ENOENT']);
  assert.ok(told.processes <= 3, `${told.processes} processes`);
  assert.deepEqual(
    told.networks.filter((name: string) => name !== 'lo'),
    [],
  );
  assert.match(told.connect, /ENETUNREACH|EPERM/);
  assert.deepEqual(
    told.parent.filter((name: string) => name !== 'PWD'),
    ['HOME', 'KEY', 'LANG', 'PATH', 'TMPDIR'],
  );
  child.kill('SIGKILL');
});

test('it makes no namespaces and no mounts', async () => {
  const code = `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, *args):
    ctypes.set_errno(0)
    return 'did' if getattr(libc, name)(*args) == 0 else os.strerror(ctypes.get_errno())
print(tried('unshare', 0x10000000), '|', tried('mount', b'none', b'/tmp', b'tmpfs', 0, None), '|', tried('ptrace', 0, 0, 0, 0))
`;
  const { child, lines, errors } = await run('python3', code);
  const { value } = await lines.next();
  const refused = 'Operation not permitted';
  assert.equal(value, `${refused} | ${refused} | ${refused}`, errors());
  child.kill('SIGKILL');
});

test('variables that steer the loader reach the program alone, and nothing that goes before its walls', async () => {
  // A library that does not exist: whoever heeds it says so on the way.
  const env = { LD_PRELOAD: '/nowhere/library.so', KEY: 'a "b" c', EMPTY: '' };
  const look = 'import os; print(os.environ["LD_PRELOAD"], os.environ["KEY"], repr(os.environ["EMPTY"]))';
  writeFileSync(join(folder, 'look.py'), look, { mode: 0o644 });
  const child = await spawnIsolated({ command: 'python3', args: ['look.py'], env, folder });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  assert.equal(value, '/nowhere/library.so a "b" c \'\'', errors);
  await once(child, 'close');
  // The loader of the program itself complains, once; prlimit, setpriv and bwrap had none to complain of.
  assert.equal(errors.split('/nowhere/library.so').length - 1, 1, errors);
});
