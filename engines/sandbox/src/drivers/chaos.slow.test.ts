// kill -9 at random moments: CHAOS_ROUNDS for more of them, CHAOS_SEED for the same ones again.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownFolders } from './bubblewrap/cgroup-folders.ts';

const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 8);
const SEED = Number(process.env.CHAOS_SEED ?? 1 + Math.floor(Math.random() * 1e9));
const HOST = fileURLToPath(new URL('../testing/chaos-host.ts', import.meta.url));
const TARGETS = ['server', 'fork server', 'supervisor', 'child', 'bwrap'] as const;
const MAX_WAIT_MS = 1_200;
const uid = 64_000 + (process.pid % 1_000);

/** mulberry32 */
let state = SEED;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function living(): Process[] {
  const owned = new RegExp(`^Uid:\\s+${uid}\\b`, 'm');
  return readdirSync('/proc').flatMap((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      if (!owned.test(status) || /^State:\s+[ZX]/m.test(status)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return [{ pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), command }];
    } catch {
      return [];
    }
  });
}

/** By what they are: a fork server is below its bwrap, a supervisor below that, a child below the supervisor. */
function targets(kind: (typeof TARGETS)[number]): number[] {
  const all = living();
  const below = (parents: Process[]) => all.filter(({ parent }) => parents.some(({ pid }) => pid === parent));
  const walls = all.filter(({ command }) => /^\S*bwrap\0/.test(command));
  const first = below(walls).filter(({ command }) => !/^\S*bwrap\0/.test(command));
  const forkServers = first.filter(({ command }) => command.includes('fork_server.py'));
  const supervisors = [...below(forkServers), ...first.filter((one) => !forkServers.includes(one))];
  const byKind = {
    bwrap: walls,
    'fork server': forkServers,
    supervisor: supervisors,
    child: below(supervisors),
  };
  return kind === 'server' ? [] : byKind[kind].map(({ pid }) => pid);
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (let polls = 0; !holds(); polls++) {
    if (polls > 600) assert.fail(`${what()} (CHAOS_SEED=${SEED})`);
    await pause(50);
  }
}

class Host {
  readonly process: ChildProcess;
  readonly said: string[] = [];

  constructor() {
    this.process = spawn(process.execPath, [HOST, String(uid)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.process.stdout?.on('data', (chunk: Buffer) =>
      this.said.push(...chunk.toString().trim().split('\n')),
    );
  }
  /** Runs come out well again after what happened. */
  async goesOn(): Promise<void> {
    const before = this.said.length;
    await until(
      () => this.said.slice(before).filter((word) => word === 'ok').length >= 4,
      () => `runs do not go on: ${this.said.slice(before).join(' ')}`,
    );
  }
}

function groupsOf(pid: number): string[] {
  const read = (name: string) => readFileSync(`/proc/self/${name}`, 'utf8');
  const { v1, unified } = ownFolders(read('mountinfo'), read('cgroup'));
  return [...Object.values(v1 ?? {}), ...(unified ? [unified] : [])].flatMap((folder) =>
    readdirSync(folder).filter((name) => new RegExp(`^agenticgen-sandbox-\\d+-${pid}-`).test(name)),
  );
}

const mounts = () => readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').length;
const folders = () => readdirSync(tmpdir()).filter((name) => name.includes('agenticgen-sandbox'));

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot(`kill -9 at ${ROUNDS} random moments leaves nothing behind and callers go on`, async (t) => {
  t.diagnostic(`CHAOS_SEED=${SEED}`);
  const before = { mounts: mounts(), folders: folders() };
  let host = new Host();
  const dead: number[] = [];
  t.after(() => host.process.kill('SIGKILL'));
  for (let round = 0; round < ROUNDS; round++) {
    const kind = TARGETS[round % TARGETS.length]!;
    if (kind !== 'server' || random() < 0.5) await host.goesOn();
    await pause(random() * MAX_WAIT_MS);
    if (kind === 'server') {
      host.process.kill('SIGKILL');
      dead.push(host.process.pid ?? 0);
      host = new Host();
      continue;
    }
    const victim = oneOf(targets(kind));
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    await host.goesOn();
  }
  await host.goesOn();
  const odd = host.said.slice(1).filter((word) => word !== 'ok' && word !== 'sandbox_interrupted');
  assert.deepEqual(odd, [], `CHAOS_SEED=${SEED}`);
  host.process.stdin?.end();
  await new Promise((resolve) => host.process.once('close', resolve));
  dead.push(host.process.pid ?? 0);
  await until(
    () => living().length === 0,
    () => `processes are left: ${JSON.stringify(living())}`,
  );
  assert.deepEqual(dead.flatMap(groupsOf), [], `control groups are left (CHAOS_SEED=${SEED})`);
  assert.deepEqual({ mounts: mounts(), folders: folders() }, before);
});
