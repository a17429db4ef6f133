// kill -9 at random moments: CHAOS_ROUNDS for more of them, CHAOS_SEED for the same ones again.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Living, ownedBy, startedBy, stillLiving, until } from '../testing/living.ts';
import { ownFolders } from './bubblewrap/cgroup-folders.ts';

const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 8);
const SEED = Number(process.env.CHAOS_SEED ?? 1 + Math.floor(Math.random() * 1e9));
const HOST = fileURLToPath(new URL('../testing/chaos-host.ts', import.meta.url));
const TARGETS = ['server', 'fork server', 'supervisor', 'child', 'bwrap'] as const;
const MAX_WAIT_MS = 1_200;
const isRoot = process.getuid?.() === 0;
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

/** Root gives the sandbox an owner of its own; others find its processes below the server that started them. */
const processesOf = (server: ChildProcess): Living[] => (isRoot ? ownedBy(uid) : startedBy(server.pid ?? 0));

/** By what they are: a fork server is below its bwrap, a supervisor below that, a child below the supervisor. */
function targets(kind: (typeof TARGETS)[number], all: Living[]): number[] {
  const below = (parents: Living[]) => all.filter(({ parent }) => parents.some(({ pid }) => pid === parent));
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

/** One that was found may have ended since. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

class Host {
  readonly process: ChildProcess;
  readonly said: string[] = [];

  constructor() {
    this.process = spawn(process.execPath, [HOST, String(uid)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, TMPDIR: scratch },
    });
    this.process.stdout?.on('data', (chunk: Buffer) =>
      this.said.push(...chunk.toString().trim().split('\n')),
    );
  }
  /** Runs come out well again after what happened. */
  async goesOn(): Promise<void> {
    const before = this.said.length;
    await until(
      () => this.said.slice(before).filter((word) => word === 'ok').length >= 4,
      () => `runs do not go on: ${this.said.slice(before).join(' ')} (CHAOS_SEED=${SEED})`,
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
/** Of the servers alone. */
const scratch = mkdtempSync(join(tmpdir(), 'agenticgen-chaos-'));
after(() => rmSync(scratch, { recursive: true }));

test(`kill -9 at ${ROUNDS} random moments leaves nothing behind and callers go on`, async (t) => {
  t.diagnostic(`CHAOS_SEED=${SEED}`);
  const before = mounts();
  /** All that were there when their server was killed: none may outlive it. */
  const orphans: Living[] = [];
  let host = new Host();
  const dead: number[] = [];
  t.after(() => host.process.kill('SIGKILL'));
  for (let round = 0; round < ROUNDS; round++) {
    const kind = TARGETS[round % TARGETS.length]!;
    if (kind !== 'server' || random() < 0.5) await host.goesOn();
    await pause(random() * MAX_WAIT_MS);
    if (kind === 'server') {
      orphans.push(...processesOf(host.process));
      host.process.kill('SIGKILL');
      dead.push(host.process.pid ?? 0);
      host = new Host();
      continue;
    }
    const victim = oneOf(targets(kind, processesOf(host.process)));
    if (victim !== undefined) killIfThere(victim);
    await host.goesOn();
  }
  await host.goesOn();
  const odd = host.said.slice(1).filter((word) => word !== 'ok' && word !== 'sandbox_interrupted');
  assert.deepEqual(odd, [], `CHAOS_SEED=${SEED}`);
  orphans.push(...processesOf(host.process));
  host.process.stdin?.end();
  await new Promise((resolve) => host.process.once('close', resolve));
  dead.push(host.process.pid ?? 0);
  const left = () => [...stillLiving(orphans), ...(isRoot ? ownedBy(uid) : startedBy(process.pid))];
  await until(
    () => left().length === 0,
    () => `processes are left: ${JSON.stringify(left())} (CHAOS_SEED=${SEED})`,
  );
  assert.deepEqual(dead.flatMap(groupsOf), [], `control groups are left (CHAOS_SEED=${SEED})`);
  assert.deepEqual([mounts(), readdirSync(scratch)], [before, []]);
});
