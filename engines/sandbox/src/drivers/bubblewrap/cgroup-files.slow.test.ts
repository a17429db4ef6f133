// What a supervisor writes for a child, against plain folders in the place of the kernel's, for both versions.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const INSIDE = fileURLToPath(new URL('../../inside', import.meta.url));
const MIB = 1024 * 1024;
const V1 = ['cpu', 'memory', 'pids'];

/** Makes a group, fills its folder as the kernel would, and does what a supervisor does with it. */
const PROGRAM = `
import json, os, sys
inside, root, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
sys.path.insert(0, inside)
import cgroup
folders = {name: os.open(f'{root}/{name}', os.O_RDONLY | os.O_DIRECTORY) for name in os.listdir(root)}
group = cgroup.Group(folders, 'run-1')
def fill(files):
    for path, text in files.items():
        with open(f'{root}/{path}', 'w') as file: file.write(text)
fill(given['files'])
group.place(77)
group.limit(given['limits'], 64)
said = [group.was_out_of_memory()]
fill(given['killed'])
said.append(group.was_out_of_memory())
print(json.dumps(said))
`;

const root = mkdtempSync(join(tmpdir(), 'cgroup-files-'));
after(() => rmSync(root, { recursive: true }));
let groups = 0;

function supervise(
  hierarchies: string[],
  given: object,
): { said: boolean[]; read: (path: string) => string } {
  const folder = join(root, String(groups++));
  for (const name of hierarchies) mkdirSync(join(folder, name), { recursive: true });
  const text = execFileSync('/usr/bin/python3', [
    '-I',
    '-B',
    '-c',
    PROGRAM,
    INSIDE,
    folder,
    JSON.stringify(given),
  ]);
  return { said: JSON.parse(String(text)), read: (path) => readFileSync(join(folder, path), 'utf8') };
}

const unified = (more: Record<string, string> = {}) => ({
  'unified/run-1/cgroup.procs': '',
  'unified/run-1/cpu.max': '',
  'unified/run-1/memory.current': `${40 * MIB}\n`,
  'unified/run-1/memory.max': '',
  'unified/run-1/memory.events': 'low 0\nhigh 0\nmax 3\noom 1\noom_kill 0\n',
  'unified/run-1/pids.max': '',
  ...more,
});
const LIMITS = { cpuShare: 0.5, memoryBytes: 512 * MIB };

test('version 2: the child is placed, and its limits count from what it used before', () => {
  const { said, read } = supervise(['unified'], {
    files: unified({ 'unified/run-1/memory.swap.max': '' }),
    limits: LIMITS,
    killed: { 'unified/run-1/memory.events': 'low 0\noom 1\noom_kill 1\n' },
  });
  const file = (name: string) => read(`unified/run-1/${name}`);
  assert.equal(file('cgroup.procs'), '77');
  // Half a core, of which a burst of 0.25 s may be used at once.
  assert.equal(file('cpu.max'), '250000 500000');
  assert.equal(file('memory.max'), String(552 * MIB));
  assert.equal(file('memory.swap.max'), '0');
  assert.equal(file('pids.max'), '64');
  assert.deepEqual(said, [false, true]);
});

test('version 2: where swap is not counted there is nothing to write, and shares stay within what the kernel takes', () => {
  for (const [cpuShare, wanted] of [
    [0.1, '100000 1000000'],
    [4, '400000 100000'],
  ]) {
    const { read } = supervise(['unified'], {
      files: unified(),
      limits: { ...LIMITS, cpuShare },
      killed: {},
    });
    assert.equal(read('unified/run-1/cpu.max'), wanted);
  }
});

test('version 1: the same limits go into its files', () => {
  const { said, read } = supervise(V1, {
    files: {
      ...Object.fromEntries(V1.map((name) => [`${name}/run-1/cgroup.procs`, ''])),
      'cpu/run-1/cpu.cfs_period_us': '',
      'cpu/run-1/cpu.cfs_quota_us': '',
      'memory/run-1/memory.usage_in_bytes': `${40 * MIB}\n`,
      'memory/run-1/memory.limit_in_bytes': '',
      'memory/run-1/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n',
      'pids/run-1/pids.max': '',
    },
    limits: LIMITS,
    killed: { 'memory/run-1/memory.oom_control': 'oom_kill_disable 0\noom_kill 2\n' },
  });
  for (const name of V1) assert.equal(read(`${name}/run-1/cgroup.procs`), '77');
  assert.deepEqual(
    [read('cpu/run-1/cpu.cfs_quota_us'), read('cpu/run-1/cpu.cfs_period_us')],
    ['250000', '500000'],
  );
  assert.equal(read('memory/run-1/memory.limit_in_bytes'), String(552 * MIB));
  assert.equal(read('pids/run-1/pids.max'), '64');
  assert.deepEqual(said, [false, true]);
});

test('a group that holds something is not removed, and one that is empty is', () => {
  const folder = join(root, 'removal');
  mkdirSync(join(folder, 'unified', 'run-1', 'inner'), { recursive: true });
  const program = `
import os, sys
sys.path.insert(0, sys.argv[1])
import cgroup
folders = {'unified': os.open(sys.argv[2], os.O_RDONLY | os.O_DIRECTORY)}
first = cgroup.try_to_remove(folders, 'run-1')
os.rmdir(sys.argv[2] + '/run-1/inner')
print(first, cgroup.try_to_remove(folders, 'run-1'), cgroup.try_to_remove(folders, 'run-1'))`;
  const text = execFileSync('/usr/bin/python3', ['-I', '-B', '-c', program, INSIDE, join(folder, 'unified')]);
  assert.equal(String(text), 'False True True\n');
  assert.deepEqual(readdirSync(join(folder, 'unified')), []);
});
