import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CompiledQuery, type Kysely } from 'kysely';
import { mariadb } from '../../../../tools/test-servers/mariadb.ts';
import { CHAOS_LEASE_MS, chaosOrchestrator, openChaosDatabase } from '../testing/chaos-worker.ts';
import { CHAOS_WORKFLOWS } from '../testing/chaos-workflows.ts';
import { type Chance, chanceOf } from '../testing/random.ts';
import { migrationStatements, type TestTables } from '../testing/sqlite.ts';

const PROGRAM = fileURLToPath(new URL('../testing/chaos-worker.ts', import.meta.url));
/** The long form is CHAOS_RUNS=1000 CHAOS_KILLS=200; CHAOS_SEED repeats one. */
const RUNS = Number(process.env.CHAOS_RUNS ?? 120);
const KILLS = Number(process.env.CHAOS_KILLS ?? 24);
const SEED = Number(process.env.CHAOS_SEED ?? 1 + Math.floor(Math.random() * 1e9));
const MAX_MOMENT_MS = 400;
const BOUND_MS = 500_000;
/** A lease that is over may still wait for the next look of a busy worker. */
const MAX_LATE_MS = 20_000;

interface Arena {
  url: string;
  folder: string;
  db: Kysely<TestTables>;
  outside: string;
}

interface Rage {
  chance: Chance;
  /** Starts the runs that come before the n-th kill. */
  feed(kill: number): Promise<void>;
  isOver(): Promise<boolean>;
}

/** Workers that are killed and replaced, while runs go on coming; then they are left to finish. */
async function rage(arena: Arena, count: number, { chance, feed, isOver }: Rage): Promise<void> {
  const up = new WeakMap<ChildProcess, Promise<unknown>>();
  const spawnWorker = (): ChildProcess => {
    const args = [PROGRAM, arena.url, arena.outside];
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    up.set(worker, once(worker.stdout, 'data'));
    return worker;
  };
  const workers = Array.from({ length: count }, spawnWorker);
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      await feed(kill);
      const index = chance.below(count);
      // On a busy machine one that is killed before it works, time after time, would let nobody work at all.
      await up.get(workers[index]!);
      await pause(chance.below(MAX_MOMENT_MS));
      workers[index]!.kill('SIGKILL');
      await once(workers[index]!, 'exit');
      workers[index] = spawnWorker();
      await assertNoDeadHold(arena.db);
    }
    for (const deadline = Date.now() + BOUND_MS; !(await isOver()); await pause(50)) {
      assert.ok(Date.now() < deadline, 'the runs do not end');
    }
  } finally {
    const ends = workers.map((worker) =>
      worker.exitCode === null && worker.signalCode === null ? once(worker, 'exit') : null,
    );
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(ends);
  }
}

async function assertNoDeadHold(db: Kysely<TestTables>): Promise<void> {
  const late = await db
    .selectFrom('runs')
    .select('id')
    .where('state', '=', 'running')
    .where('due_at', '<', Date.now() - MAX_LATE_MS)
    .execute();
  assert.deepEqual(late, [], `leases of ${CHAOS_LEASE_MS} ms held ${MAX_LATE_MS} ms after their end`);
}

async function play(arena: Arena, workers: number): Promise<void> {
  const chance = chanceOf(SEED);
  const dialect = arena.url.startsWith('mysql:') ? 'mysql' : 'sqlite';
  for (const statement of migrationStatements(dialect))
    await arena.db.executeQuery(CompiledQuery.raw(statement));
  writeFileSync(arena.outside, '');
  const starter = chaosOrchestrator(arena.url, arena.outside, arena.db);
  const roots: string[] = [];
  const feed = async (kill: number) => {
    const wanted = Math.ceil((RUNS * (kill + 1)) / KILLS);
    while (roots.length < wanted) {
      const definition = chance.pick(CHAOS_WORKFLOWS);
      roots.push((await starter.start(arena.db, 'workflow', { definition, input: {} })).runId);
    }
  };
  const isOver = async () => {
    const open = arena.db
      .selectFrom('runs')
      .select('id')
      .where('state', 'not in', ['done', 'failed', 'cancelled']);
    return (await open.limit(1).executeTakeFirst()) === undefined;
  };
  await rage(arena, workers, { chance, feed, isOver });
  assert.equal(roots.length, RUNS);
  await check(arena, roots);
}

/** Every run ended, every recorded effect is there once, and nothing outside was called twice. */
async function check(arena: Arena, roots: readonly string[]): Promise<void> {
  const runs = await arena.db
    .selectFrom('runs')
    .select(['id', 'state', 'procedure_name', 'error_code', 'error_message'])
    .execute();
  const byId = new Map(runs.map((run) => [run.id, run]));
  for (const id of roots) {
    const { state, error_code, error_message } = byId.get(id)!;
    assert.equal(state, 'done', `${id}: ${error_code} ${error_message}`);
  }
  const effects = (await arena.db.selectFrom('effects').select('name').execute()).map(({ name }) => name);
  assert.equal(new Set(effects).size, effects.length, 'an effect happened twice');
  const finished = await arena.db
    .selectFrom('run_events')
    .select('run_id')
    .where('step', '=', 'effect')
    .where('type', '=', 'step.finished')
    .execute();
  assert.deepEqual(
    finished.map(({ run_id }) => run_id).sort(),
    effects.sort(),
    'effects and their records differ',
  );
  const outside = readFileSync(arena.outside, 'utf8').split('\n').filter(Boolean);
  assert.equal(new Set(outside).size, outside.length, 'something outside was called twice');
  const steps = await arena.db
    .selectFrom('run_events')
    .select((eb) => ['run_id', 'step', eb.fn.countAll<number>().as('count')])
    .where('type', '=', 'step.finished')
    .groupBy(['run_id', 'step'])
    .having((eb) => eb.fn.countAll(), '>', 1)
    .execute();
  assert.deepEqual(steps, [], 'a step was recorded twice');
}

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test(`chaos on MariaDB with 8 workers (CHAOS_SEED=${SEED})`, { timeout: BOUND_MS + 60_000 }, async () => {
  await inFolder(async (folder) => {
    await using server = await mariadb();
    const db = openChaosDatabase(server.url);
    try {
      await play({ url: server.url, folder, db, outside: join(folder, 'outside') }, 8);
    } finally {
      await db.destroy();
    }
  });
});

test(`chaos on SQLite with one worker (CHAOS_SEED=${SEED})`, { timeout: BOUND_MS + 60_000 }, async () => {
  await inFolder(async (folder) => {
    const url = join(folder, 'runs.db');
    const db = openChaosDatabase(url);
    try {
      await play({ url, folder, db, outside: join(folder, 'outside') }, 1);
    } finally {
      await db.destroy();
    }
  });
});
