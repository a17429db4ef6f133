import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from './isolated-program.ts';

const parts = { bwrap: '/usr/bin/bwrap', python: '/usr/bin/python3.11' };
const program = {
  command: 'node',
  args: ['server.js', '--x'],
  env: { KEY: 'hush' },
  folder: '/opt/programs',
};

test('as root, bubblewrap starts only after root was given away', () => {
  const identity = { uid: 60_842, gid: 60_842, dropFrom: { setpriv: '/usr/bin/setpriv' } };
  const line = commandLine({ ...parts, identity }, program);
  assert.ok(line.indexOf('/usr/bin/setpriv') < line.indexOf('/usr/bin/bwrap'));
  assert.ok(line.includes('--clear-groups'));
  assert.equal(line[0], '/usr/bin/prlimit');
});

test('every wall of a long-lived program is there, and nothing of the host beside /usr and its folder', () => {
  const line = commandLine({ ...parts, identity: { uid: 1_000, gid: 1_000 } }, program).join(' ');
  for (const wall of [
    '--unshare-all --unshare-user',
    '--die-with-parent',
    '--cap-drop ALL',
    '--ro-bind /opt/programs /program',
    '--ro-bind /proc/sys /proc/sys',
    '--remount-ro /dev --remount-ro /',
    '--seccomp 3',
    '--clearenv --args 4',
    '--core=0',
  ])
    assert.ok(line.includes(wall), wall);
  assert.doesNotMatch(line, / --bind |--share-net|\/root|hush/);
  assert.ok(line.endsWith('--chdir /program -- /proc/self/fd/5 server.js --x'));
});

test('python3 is the one that was looked for, other programs are files of the folder', () => {
  const identity = { uid: 1, gid: 1 };
  const last = (command: string) =>
    commandLine({ ...parts, identity }, { ...program, command, args: [] }).at(-1);
  assert.equal(last('python3'), '/usr/bin/python3.11');
  assert.equal(last('./serve'), './serve');
});
