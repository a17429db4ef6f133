import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { createKeyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases, sqliteForTest } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type Audit, createAudit } from './audit.ts';
import { createEgressAudit, type EgressEvent } from './egress.ts';

const NOTE = { method: 'GET', host: 'example.org', path: '/a', status: 200, bytes: 4, durationMs: 1 };
const event = (sequence: number, payload: object = NOTE): EgressEvent => ({
  ...{ runId: 'run', sequence, at: 1_000 + sequence, scope: 'w', payload },
});

function bench(db: Database, wrap: (audit: Audit) => Audit = (audit) => audit) {
  const runtime = testRuntime();
  const troubles: string[] = [];
  const audit = wrap(createAudit({ db, runtime, keyring: createKeyring(randomBytes(32)) }));
  const egress = createEgressAudit({
    ...{ db, audit, runtime },
    ownerOf: async (runId) => (runId === 'run' ? 'ada' : null),
    onTrouble: ({ act }) => void troubles.push(act),
  });
  const rows = () => db.selectFrom('audit_entries').selectAll().orderBy('sequence').execute();
  return { runtime, troubles, egress, rows };
}

onBothDatabases(
  'each request of a broker is an entry, with who asked and what came of it',
  async ({ db }) => {
    const { egress, rows } = bench(db);
    egress.tell(event(1));
    egress.tell(event(2, { method: 'POST', host: 'evil.example', refused: 'the policy does not name it' }));
    egress.tell(event(1));
    await egress.settle({ graceMs: 10_000 });
    const all = await rows();
    assert.deepEqual(
      all.map(({ subject, outcome, actor_id, workspace_id, run_id, at }) => [
        ...[subject, outcome, actor_id, workspace_id, run_id, at],
      ]),
      [
        ['GET example.org', 'done', 'ada', 'w', 'run', 1_001],
        ['POST evil.example', 'refused', 'ada', 'w', 'run', 1_002],
      ],
    );
    assert.deepEqual(JSON.parse(all[0]?.details ?? ''), NOTE);
  },
);

test('a log that cannot be written for a while loses nothing', async () => {
  const handle = await sqliteForTest();
  try {
    let fails = 2;
    const { egress, rows, troubles } = bench(handle.db, (audit) => ({
      async append(drafts) {
        if (fails-- > 0) throw new TypeError('the database is away');
        await audit.append(drafts);
      },
    }));
    for (let sequence = 1; sequence <= 250; sequence++) egress.tell(event(sequence));
    await egress.settle({ graceMs: 20_000 });
    await waitFor(async () => (await rows()).length === 250);
    assert.deepEqual(troubles, ['write to the audit log', 'write to the audit log']);
  } finally {
    await handle.close();
  }
});

onBothDatabases('what a crash kept from the log is written by the next start, once', async ({ db }) => {
  const { egress, rows, runtime } = bench(db);
  const now = runtime.now();
  await insertRun(db, 'run', now, [
    [1, 'run.started', {}],
    [2, 'code.egress', NOTE],
    [3, 'code.egress', { ...NOTE, host: 'other.example' }],
  ]);
  await insertRun(db, 'old', now - 3 * 24 * 3_600_000, [[1, 'code.egress', NOTE]]);
  egress.tell({ ...event(2), at: now });
  await egress.settle({ graceMs: 10_000 });
  await egress.catchUp();
  await egress.catchUp();
  assert.deepEqual(
    (await rows()).map(({ source, subject }) => [source, subject]),
    [
      ['run/2', 'GET example.org'],
      ['run/3', 'GET other.example'],
    ],
  );
});

async function insertRun(db: Database, id: string, at: number, events: [number, string, object][]) {
  await db
    .insertInto('runs')
    .values(runRow(id, at) as never)
    .execute();
  for (const [sequence, type, payload] of events) {
    const row = { run_id: id, sequence, at, type, step: null, attempt: 1, payload: JSON.stringify(payload) };
    await db
      .insertInto('run_events')
      .values(row as never)
      .execute();
  }
}

const runRow = (id: string, at: number) => ({
  ...{ id, scope: 'w', procedure_name: 'p', depth: 0, priority: 0, state: 'done', input: '{}' },
  ...{ attempt: 1, lease_epoch: 0, created_at: at, finished_at: at },
});
