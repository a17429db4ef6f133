import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openCgroups } from './cgroups.ts';

const root = mkdtempSync(join(tmpdir(), 'cgroups-'));
after(() => rmSync(root, { recursive: true }));
const identity = { uid: 1, gid: 1 };

/** Plain folders in the place of version 2: they take what is written, and enforce nothing. */
function fakeUnified(name: string, controllers: string, processes = ''): string {
  const own = join(root, name);
  mkdirSync(own);
  writeFileSync(join(own, 'cgroup.controllers'), `${controllers}\n`);
  writeFileSync(join(own, 'cgroup.type'), 'domain\n');
  writeFileSync(join(own, 'cgroup.procs'), processes);
  return own;
}
const read = (...names: string[]) => readFileSync(join(...names), 'utf8');

test('version 2: this process makes room, and controllers are passed down to the areas', () => {
  const own = fakeUnified('delegated', 'cpuset cpu io memory pids', '7\n8\n');
  const cgroups = openCgroups(identity, { unified: own });
  assert.ok('version' in cgroups && cgroups.version === 2);
  assert.equal(read(own, 'agenticgen-server', 'cgroup.procs'), '8');
  assert.equal(read(own, 'cgroup.subtree_control'), '+cpu +memory +pids');
  const { unified = '' } = cgroups.area('cold');
  assert.match(unified, /delegated\/agenticgen-sandbox-[^/]+\/cold$/);
  assert.equal(read(unified, 'cgroup.subtree_control'), '+cpu +memory +pids');
  assert.equal(read(unified, '..', 'cgroup.subtree_control'), '+cpu +memory +pids');
  assert.equal(cgroups.entry, join(unified, '..', 'outer', 'cgroup.procs'));
});

test('version 2: a second sandbox of the process goes beside the first, not under it', () => {
  const own = fakeUnified('twice', 'cpu memory pids');
  mkdirSync(join(own, 'agenticgen-server'));
  const cgroups = openCgroups(identity, { unified: join(own, 'agenticgen-server') });
  assert.ok('version' in cgroups);
  assert.ok(readdirSync(own).some((name) => name.startsWith('agenticgen-sandbox-')));
});

test('what is not delegated is told, with what helps', () => {
  const own = fakeUnified('bare', 'hugetlb');
  const none = openCgroups(identity, { unified: own });
  assert.ok('reason' in none);
  assert.match(none.reason, /version 2 does not control cpu, memory, pids here; version 1 is not mounted/);
  assert.match(none.fix, /Delegate=yes/);
});

test('version 1: groups are made in each hierarchy or in none, and are removed', async () => {
  const v1 = { cpu: join(root, 'cpu'), memory: join(root, 'memory'), pids: join(root, 'pids') };
  mkdirSync(v1.cpu);
  mkdirSync(v1.memory);
  writeFileSync(v1.pids, 'no folder');
  assert.ok('reason' in openCgroups(identity, { v1 }));
  assert.deepEqual(readdirSync(v1.cpu), []);
  rmSync(v1.pids);
  mkdirSync(v1.pids);
  const cgroups = openCgroups(identity, { v1 });
  assert.ok('version' in cgroups);
  const area = cgroups.area('cold');
  for (const folder of Object.values(area)) mkdirSync(join(folder, 'run-1'));
  await cgroups.remove('cold', 'run-1');
  assert.ok(existsSync(area.cpu ?? '') && !existsSync(join(area.cpu ?? '', 'run-1')));
  await cgroups.close();
  assert.deepEqual(
    Object.values(v1).flatMap((folder) => readdirSync(folder)),
    [],
  );
});

test('what a dead process left is swept, what a living one or another namespace has is not', () => {
  const v1 = { cpu: join(root, 'a'), memory: join(root, 'b'), pids: join(root, 'c') };
  for (const folder of Object.values(v1)) mkdirSync(folder);
  const living = openCgroups(identity, { v1 });
  assert.ok('version' in living);
  const [tag = ''] = readdirSync(v1.cpu);
  const [, , namespace] = tag.split('-');
  const dead = `agenticgen-sandbox-${namespace}-4194304-1-00000000`;
  const foreign = 'agenticgen-sandbox-1-4194304-1-00000000';
  for (const name of [dead, foreign]) mkdirSync(join(v1.cpu, name, 'cold', 'run-1'), { recursive: true });
  openCgroups(identity, { v1 });
  const left = readdirSync(v1.cpu);
  assert.ok(left.includes(tag) && left.includes(foreign) && !left.includes(dead));
});
