import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CompiledQuery } from 'kysely';
import { ended, log, until } from '../testing/harness.ts';
import { openRecital, PARTS } from '../testing/killed-process.ts';
import { migrationStatements } from '../testing/sqlite.ts';
import { currentText } from './fold.ts';

const PROGRAM = fileURLToPath(new URL('../testing/killed-process.ts', import.meta.url));
/** Killed when the log has this many events; the log of an undisturbed run is longer than the last. */
const MOMENTS = [2, 3, 5, 7, 9, 11, 13, 16];

async function killAt(path: string, events: number, read: () => Promise<number>): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, path], { stdio: 'inherit' });
  await until(`${events} events`, async () => (await read()) >= events);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

for (const moment of MOMENTS) {
  test(`kill -9 at event ${moment}: the run goes on at once, its text is whole, each effect is there once`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-'));
    const path = join(folder, 'runs.db');
    const { db, engine } = openRecital(path);
    try {
      for (const statement of migrationStatements('sqlite'))
        await db.executeQuery(CompiledQuery.raw(statement));
      const { runId } = await engine.start(db, 'recite', {});
      await killAt(path, moment, async () => (await log(engine, runId)).length);
      engine.work();
      assert.equal((await ended(engine, runId)).output, 'recited');
      const events = await log(engine, runId);
      assert.equal(currentText(events), PARTS.flat().join(''));
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        events.map((_, index) => index + 1),
      );
      const effects = await db.selectFrom('effects').select('name').orderBy('name').execute();
      assert.deepEqual(
        effects.map(({ name }) => name),
        ['part 0', 'part 1', 'part 2'],
      );
    } finally {
      await engine.stop({ graceMs: 0 });
      await db.destroy();
      rmSync(folder, { recursive: true });
    }
  });
}
