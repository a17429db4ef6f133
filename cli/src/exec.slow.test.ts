import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exec } from './exec.ts';
import { fakeTerminal } from './testing.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'agenticgen-cli-'));

test('exec prints what the code prints and answers its exit code', async () => {
  const terminal = fakeTerminal({}, 'print(6*7)');
  assert.equal(await exec.run(['--lang', 'python'], terminal), 0);
  assert.equal(terminal.out(), '42\n');
  const failing = fakeTerminal({}, 'import sys\nprint("x", file=sys.stderr)\nsys.exit(3)');
  assert.equal(await exec.run([], failing), 3);
  assert.equal(failing.errors(), 'x\n');
});

test('exec runs JavaScript, from the arguments too', async () => {
  const terminal = fakeTerminal();
  assert.equal(await exec.run(['--lang', 'js', 'console.log([1, 2, 3].at(-1))'], terminal), 0);
  assert.equal(terminal.out(), '3\n');
});

test('exec gives the code the files it is handed and saves the ones that are made', async () => {
  const given = folder();
  const out = folder();
  writeFileSync(join(given, 'in.csv'), 'a,b\n1,2\n');
  const code = 'open("out.txt", "w").write(open("in.csv").read().upper())';
  const terminal = fakeTerminal({}, code);
  assert.equal(await exec.run(['--file', join(given, 'in.csv'), '--out', out], terminal), 0);
  assert.deepEqual(readdirSync(out), ['out.txt']);
  assert.equal(readFileSync(join(out, 'out.txt'), 'utf8'), 'A,B\n1,2\n');
  assert.match(terminal.errors(), /Saved .*out\.txt/);
});

test('exec --json prints one object and nothing else', async () => {
  const terminal = fakeTerminal({}, 'print("hi")');
  assert.equal(await exec.run(['--json'], terminal), 0);
  const { stdout, exitCode, files } = JSON.parse(terminal.out());
  assert.deepEqual({ stdout, exitCode, files }, { stdout: 'hi\n', exitCode: 0, files: [] });
});

test('exec says which limit ended the code', async () => {
  const terminal = fakeTerminal({}, 'x = bytearray(4_000_000_000)');
  assert.notEqual(await exec.run([], terminal), 0);
  assert.match(terminal.errors(), /memory/i);
});

test('exec refuses no code, an unknown language, an unknown option and a file that is not there', async () => {
  const missing = join(folder(), 'missing.csv');
  const cases: [string[], string, RegExp][] = [
    [[], ' ', /there is none on standard input/],
    [['--lang', 'cobol'], 'x', /language is "cobol", wanted python or javascript/],
    [['--colour'], 'x', /Cannot read options/],
    [['--file', missing], 'x', /Cannot read .*missing\.csv: ENOENT/],
  ];
  for (const [args, code, message] of cases) {
    await assert.rejects(exec.run(args, fakeTerminal({}, code)), { name: 'CommandError', message });
  }
  assert.ok(!existsSync(missing));
});
