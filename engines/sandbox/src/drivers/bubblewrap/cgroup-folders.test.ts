import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownFolders } from './cgroup-folders.ts';

const V1 = ['cpu', 'memory', 'pids'];
const mountsOf = (root: string) =>
  V1.map(
    (name, index) =>
      `3${index} 31 0:2${index} ${root} /sys/fs/cgroup/${name} rw,relatime - cgroup cgroup rw,${name}`,
  );

test('version 1 is where all three controllers are, each in its own hierarchy', () => {
  const cgroup = '8:pids:/\n4:memory:/part/of\n1:cpu:/\n';
  assert.deepEqual(ownFolders(mountsOf('/').join('\n'), cgroup), {
    v1: { cpu: '/sys/fs/cgroup/cpu', memory: '/sys/fs/cgroup/memory/part/of', pids: '/sys/fs/cgroup/pids' },
  });
  assert.deepEqual(ownFolders(mountsOf('/').slice(1).join('\n'), cgroup), {});
});

test('controllers that share a mount share a folder', () => {
  const mounts = [
    '31 2 0:1 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
    ...mountsOf('/').slice(1),
  ];
  const { v1 } = ownFolders(mounts.join('\n'), '3:cpu,cpuacct:/a\n2:memory:/a\n1:pids:/a\n');
  assert.equal(v1?.cpu, '/sys/fs/cgroup/cpu,cpuacct/a');
});

test('in a container the mount begins at its own group', () => {
  const cgroup = V1.map((name) => `1:${name}:/docker/abc/inner`).join('\n');
  assert.equal(
    ownFolders(mountsOf('/docker/abc').join('\n'), cgroup).v1?.memory,
    '/sys/fs/cgroup/memory/inner',
  );
});

test('version 2 is one folder for all; a group outside of the mount is none', () => {
  const mount = '31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';
  const unit = '/system.slice/agenticgen.service';
  assert.deepEqual(ownFolders(mount, `0::${unit}\n`), { unified: `/sys/fs/cgroup${unit}` });
  assert.deepEqual(ownFolders(mount, '0::/../../other\n'), {});
  assert.deepEqual(ownFolders('', ''), {});
});
