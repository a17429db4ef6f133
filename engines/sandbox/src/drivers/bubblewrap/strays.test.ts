import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStray } from './strays.ts';

const STATUS = 'Name:\tbwrap\nPid:\t77\nPPid:\t1\nUid:\t60842\t60842\t60842\t60842\n';
const COMMAND = '/usr/bin/bwrap\0--unshare-all\0--\0/usr/bin/python3\0-I\0/run/inside/supervisor.py\0';

test('a bwrap of ours without a parent is a stray', () => {
  assert.ok(isStray(STATUS, COMMAND, 60842));
  assert.ok(isStray(STATUS, COMMAND.replace('/run/inside/', '/rootfs/run/inside/'), 60842));
});

test('one with a parent, of another owner, of another program, or another program is none', () => {
  assert.ok(!isStray(STATUS.replace('PPid:\t1\n', 'PPid:\t12\n'), COMMAND, 60842));
  assert.ok(!isStray(STATUS, COMMAND, 6084));
  assert.ok(!isStray(STATUS, COMMAND.replace('/run/inside/', '/opt/'), 60842));
  assert.ok(!isStray(STATUS, COMMAND.replace('bwrap', 'python3'), 60842));
  assert.ok(!isStray('', '', 60842));
});
