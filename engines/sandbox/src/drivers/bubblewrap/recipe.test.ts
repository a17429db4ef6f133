import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLdd } from './prerequisites.ts';
import { buildRecipe, nodeFlags } from './recipe.ts';

const base = { bwrap: '/usr/bin/bwrap', python: '/usr/bin/python3', node: null };
const root = { uid: 60842, gid: 60842, dropFrom: { setpriv: '/usr/bin/setpriv' } };

test('as root the first program is setpriv, which gives root away before bwrap starts', () => {
  const { command, args } = buildRecipe({ ...base, identity: root });
  assert.equal(command, '/usr/bin/setpriv');
  assert.deepEqual(args.slice(0, args.indexOf('--')), [
    '--reuid',
    '60842',
    '--regid',
    '60842',
    '--clear-groups',
    '--inh-caps=-all',
    '--no-new-privs',
  ]);
  assert.equal(args[args.indexOf('--') + 1], '/usr/bin/bwrap');
});

test('every wall of the recipe is there', () => {
  const { command, args } = buildRecipe({ ...base, identity: { uid: 1000, gid: 1000 } });
  assert.equal(command, '/usr/bin/bwrap');
  const line = args.join(' ');
  for (const wall of [
    '--unshare-all',
    '--unshare-user',
    '--die-with-parent',
    '--new-session',
    '--cap-drop ALL',
    '--clearenv',
    '--ro-bind /proc/sys /proc/sys',
    '--remount-ro /dev',
    '--remount-ro /',
    '--seccomp 3',
  ]) {
    assert.ok(line.includes(wall), wall);
  }
  assert.doesNotMatch(line, /--bind |--share-net/);
});

test('only JavaScript gets the node program, as a descriptor after the files', () => {
  const node = { program: '/opt/node', libraries: ['/lib/x/libc.so.6'] };
  const recipe = buildRecipe({ ...base, identity: root, node });
  assert.equal(recipe.opens.at(-1), '/opt/node');
  assert.equal(recipe.programFd, 4 + recipe.opens.length);
  assert.ok(recipe.args.includes('/js/lib/x/libc.so.6'));
  assert.ok(!recipe.args.includes('/opt/node'));
  assert.equal(buildRecipe({ ...base, identity: root }).programFd, null);
});

test('groups are seen by the supervisor, by hierarchy', () => {
  const groups = { folders: { cpu: '/sys/fs/cgroup/cpu/a', memory: '/sys/fs/cgroup/memory/a' } };
  const { args, command } = buildRecipe({ ...base, identity: root, groups });
  const line = args.join(' ');
  assert.match(
    line,
    /--bind \/sys\/fs\/cgroup\/cpu\/a \/run\/cgroup\/cpu --bind \S+memory\/a \/run\/cgroup\/memory/,
  );
  assert.match(line, /--unshare-all/);
  assert.equal(command, '/usr/bin/setpriv');
});

test('with version 2 it goes among the groups first, and keeps their namespace', () => {
  const groups = { folders: { unified: '/cg/a' }, entry: '/cg/outer/cgroup.procs' };
  const { args, command } = buildRecipe({ ...base, identity: root, groups });
  assert.equal(command, '/bin/sh');
  assert.deepEqual(args.slice(0, 4), [
    '-c',
    'echo $$ > "$0" && exec "$@"',
    '/cg/outer/cgroup.procs',
    '/usr/bin/setpriv',
  ]);
  const namespaces = args.filter((arg) => arg.startsWith('--unshare'));
  assert.deepEqual(namespaces.sort(), [
    '--unshare-ipc',
    '--unshare-net',
    '--unshare-pid',
    '--unshare-user',
    '--unshare-uts',
  ]);
});

test('nodeFlags() keeps the heap under the memory limit', () => {
  assert.ok(nodeFlags(512 * 1024 * 1024).includes('--max-old-space-size=384'));
  assert.ok(nodeFlags(1).includes('--max-old-space-size=16'));
});

test('parseLdd() finds the libraries and the loader, not the virtual one', () => {
  const output =
    '\tlinux-vdso.so.1 (0x00007f)\n\tlibc.so.6 => /lib/x/libc.so.6 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n\tlibgone.so => not found\n';
  assert.deepEqual(parseLdd(output), ['/lib/x/libc.so.6', '/lib64/ld-linux-x86-64.so.2']);
});
