import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ARCHITECTURES,
  type Architecture,
  assemble,
  JUMP_AT_LEAST,
  JUMP_EQUAL,
  LOAD,
  MASK,
  RET_ALLOW,
  RET_ERRNO,
  RET_KILL_PROCESS,
  RETURN,
} from './seccomp.ts';
import { NODE, OUTER, type Profile, PYTHON } from './seccomp-profiles.ts';
import { SYSCALLS } from './syscalls.ts';

const EPERM = RET_ERRNO | 1;
const EAGAIN = RET_ERRNO | 11;
const ENOSYS = RET_ERRNO | 38;

/** Interprets the program as the kernel would. */
function decide(
  profile: Profile,
  architecture: Architecture,
  number: number,
  args: bigint[] = [],
  audit?: number,
): number {
  const program = Buffer.from(assemble(profile, architecture));
  const input = Buffer.alloc(64);
  input.writeUInt32LE(number, 0);
  input.writeUInt32LE(audit ?? ARCHITECTURES[architecture].audit, 4);
  for (const [index, value] of args.entries()) input.writeBigUInt64LE(value, 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const k = program.readUInt32LE(at + 4);
    const jump = (taken: boolean) => 8 * program.readUInt8(at + (taken ? 2 : 3));
    const code = program.readUInt16LE(at);
    if (code === RETURN) return k;
    if (code === LOAD) accumulator = input.readUInt32LE(k);
    else if (code === MASK) accumulator = (accumulator & k) >>> 0;
    else if (code === JUMP_EQUAL) at += jump(accumulator === k);
    else if (code === JUMP_AT_LEAST) at += jump(accumulator >= k);
    else assert.fail(`instruction ${code}`);
  }
  return assert.fail('the program does not end');
}

const both: Architecture[] = ['x64', 'arm64'];
function verdict(
  profile: Profile,
  architecture: Architecture,
  name: string,
  ...args: bigint[]
): number | undefined {
  const number = SYSCALLS[name]?.[ARCHITECTURES[architecture].column] ?? -1;
  return number < 0 ? undefined : decide(profile, architecture, number, args);
}

for (const architecture of both) {
  test(`${architecture}: a call of another architecture kills`, () => {
    const other = ARCHITECTURES[architecture === 'x64' ? 'arm64' : 'x64'].audit;
    for (const profile of [OUTER, NODE, PYTHON])
      assert.equal(decide(profile, architecture, 0, [], other), RET_KILL_PROCESS);
  });
  test(`${architecture}: dangerous calls are refused in every profile`, () => {
    for (const name of [
      'ptrace',
      'bpf',
      'keyctl',
      'io_uring_setup',
      'userfaultfd',
      'kexec_load',
      'mount_setattr',
      'personality',
    ]) {
      for (const profile of [OUTER, NODE, PYTHON])
        assert.equal(verdict(profile, architecture, name), EPERM, name);
    }
  });
  test(`${architecture}: the supervisor may mount and unshare, the code may not`, () => {
    for (const name of ['mount', 'unshare', 'socket', 'chroot']) {
      assert.equal(verdict(OUTER, architecture, name), RET_ALLOW, name);
      assert.equal(verdict(NODE, architecture, name), EPERM, name);
      assert.equal(verdict(PYTHON, architecture, name), EPERM, name);
    }
  });
  test(`${architecture}: threads may be made, processes and namespaces not`, () => {
    for (const profile of [NODE, PYTHON]) {
      assert.equal(verdict(profile, architecture, 'clone', 0x3d0f00n), RET_ALLOW);
      assert.equal(verdict(profile, architecture, 'clone', 0x11n), EAGAIN);
      assert.equal(verdict(profile, architecture, 'clone', 0x10010000n), EAGAIN);
      assert.equal(verdict(profile, architecture, 'clone3'), ENOSYS);
    }
  });
  test(`${architecture}: only node may execute a program`, () => {
    assert.equal(verdict(NODE, architecture, 'execveat'), RET_ALLOW);
    assert.equal(verdict(PYTHON, architecture, 'execveat'), EPERM);
    assert.equal(verdict(PYTHON, architecture, 'execve'), EPERM);
  });
  test(`${architecture}: Python maps code from files only`, () => {
    const [read, exec, writeExec, anonymous, file] = [1n, 5n, 7n, 0x22n, 0x02n];
    assert.equal(verdict(PYTHON, architecture, 'mmap', 0n, 0n, read, anonymous), RET_ALLOW);
    assert.equal(verdict(PYTHON, architecture, 'mmap', 0n, 0n, exec, file), RET_ALLOW);
    assert.equal(verdict(PYTHON, architecture, 'mmap', 0n, 0n, exec, anonymous), EPERM);
    assert.equal(verdict(PYTHON, architecture, 'mmap', 0n, 0n, writeExec, file), EPERM);
    assert.equal(verdict(PYTHON, architecture, 'mmap', 0n, 0n, 2n, file), RET_ALLOW);
    assert.equal(verdict(PYTHON, architecture, 'mprotect', 0n, 0n, exec), EPERM);
  });
  test(`${architecture}: what tells of other runs and of the host is refused`, () => {
    // Locks on shared files, the page cache, and the load of the machine.
    for (const name of ['flock', 'mincore', 'preadv2', 'sysinfo'])
      for (const profile of [NODE, PYTHON]) assert.equal(verdict(profile, architecture, name), EPERM, name);
  });
  test(`${architecture}: limits are read, never set, by either half of the pointer`, () => {
    assert.equal(verdict(PYTHON, architecture, 'prlimit64', 0n, 7n, 0n), RET_ALLOW);
    assert.equal(verdict(PYTHON, architecture, 'prlimit64', 0n, 7n, 1n), EPERM);
    assert.equal(verdict(PYTHON, architecture, 'prlimit64', 0n, 7n, 1n << 32n), EPERM);
  });
  test(`${architecture}: a call of a newer kernel is refused`, () => {
    assert.equal(decide(PYTHON, architecture, 9999), EPERM);
    for (const profile of [NODE, OUTER]) assert.equal(decide(profile, architecture, 451), ENOSYS);
  });
}

test('x64: calls of the x32 kind kill', () => {
  assert.equal(decide(NODE, 'x64', 0x40000000 + 1), RET_KILL_PROCESS);
});

test('assemble() refuses a name that no table holds', () => {
  assert.throws(() => assemble({ otherwise: 'allow', rules: [{ name: 'open_sesame', errno: 1 }] }, 'x64'), {
    code: 'sandbox_filter_invalid',
  });
});
