import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const MAIN = new URL('./main.ts', import.meta.url).pathname;

async function agenticgen(args: string[], input = '') {
  const child = spawn(process.execPath, [MAIN, ...args]);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, errors, code };
}

test("echo 'print(6*7)' | agenticgen exec --lang python prints 42", async () => {
  assert.deepEqual(await agenticgen(['exec', '--lang', 'python'], 'print(6*7)\n'), {
    out: '42\n',
    errors: '',
    code: 0,
  });
});

test('--help lists every command, and each has help of its own', async () => {
  const { out, code } = await agenticgen(['--help']);
  assert.equal(code, 0);
  const names = [...out.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name ?? '');
  assert.ok(names.includes('exec') && names.includes('doctor'), out);
  for (const help of await Promise.all(names.map((name) => agenticgen([name, '--help'])))) {
    assert.equal(help.code, 0);
    assert.match(help.out, /^Usage: .*agenticgen /);
  }
});

test('a mistake in the call is said on the error stream, with exit code 2 and no stack trace', async () => {
  for (const args of [['fly'], [], ['exec', '--lang', 'cobol', 'x'], ['key', 'create']]) {
    const { errors, code, out } = await agenticgen(args);
    if (args.length === 0) assert.match(out, /Usage/);
    else assert.match(errors, /Usage|Cannot/);
    assert.equal(code, args.length === 0 ? 0 : 2, args.join(' '));
    assert.doesNotMatch(errors, /at .*\.ts:\d+/);
  }
});
