import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createKeyring } from '../data-protection/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { onBothDatabases, sqliteForTest } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type AuditDraft, createAudit } from './audit.ts';
import { verifyAudit } from './verify.ts';

const draft = (subject: string, more: Partial<AuditDraft> = {}): AuditDraft => ({
  ...{ workspaceId: 'w', actorId: 'ada', action: 'tool.approve', subject, outcome: 'done' },
  ...more,
});

function bench(db: Database) {
  const runtime = testRuntime();
  const keyring = createKeyring(randomBytes(32));
  const audit = createAudit({ db, runtime, keyring });
  const rows = () => db.selectFrom('audit_entries').selectAll().orderBy('sequence').execute();
  return { runtime, keyring, audit, rows, verify: () => verifyAudit(db, keyring) };
}

onBothDatabases('entries stand in the order of their acts, and the chain holds', async ({ db }) => {
  const { audit, rows, verify } = bench(db);
  assert.deepEqual(await verify(), { ok: true, entries: 0, head: '', broken: null });
  await audit.append([draft('one'), draft('二', { workspaceId: null, actorId: null, details: { a: [1] } })]);
  await audit.append([]);
  await audit.append([
    draft('x'.repeat(2_000), { details: { long: 'y'.repeat(9_000) }, outcome: 'refused' }),
  ]);
  const all = await rows();
  assert.deepEqual(
    all.map(({ sequence, subject }) => [sequence, subject.slice(0, 3)]),
    [
      [1, 'one'],
      [2, '二'],
      [3, 'xxx'],
    ],
  );
  assert.deepEqual([all[2]?.subject.length, all[2]?.details], [500, '{"cut":9011}']);
  const { ok, entries, head } = await verify();
  assert.deepEqual([ok, entries, head], [true, 3, all[2]?.hash]);
});

onBothDatabases('many who write at once make one chain without a gap', async ({ db }) => {
  const { audit, rows, verify } = bench(db);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => audit.append([draft(`a${index}`), draft(`b${index}`)])),
  );
  const all = await rows();
  assert.deepEqual(
    all.map(({ sequence }) => sequence),
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  for (let index = 0; index < 40; index += 2)
    assert.equal(all[index]?.subject.slice(1), all[index + 1]?.subject.slice(1));
  assert.equal((await verify()).ok, true);
});

onBothDatabases('an entry in a transaction is there with it, and goes with it', async ({ db }) => {
  const { audit, rows, verify } = bench(db);
  await inTransaction(db, (tx) => audit.append([draft('kept')], tx));
  const failing = inTransaction(db, async (tx) => {
    await audit.append([draft('lost')], tx);
    throw new TypeError('the act failed');
  });
  await assert.rejects(failing, TypeError);
  await audit.append([draft('next')]);
  assert.deepEqual(
    (await rows()).map(({ sequence, subject }) => [sequence, subject]),
    [
      [1, 'kept'],
      [2, 'next'],
    ],
  );
  assert.equal((await verify()).ok, true);
});

onBothDatabases('what has a source is told once, however often it is told', async ({ db }) => {
  const { audit, rows } = bench(db);
  await audit.append([draft('one', { source: 'run/1' }), draft('one again', { source: 'run/1' })]);
  await audit.append([draft('one', { source: 'run/1' }), draft('two', { source: 'run/2' }), draft('free')]);
  assert.deepEqual(
    (await rows()).map(({ subject }) => subject),
    ['one', 'two', 'free'],
  );
});

const TAMPERING: [
  name: string,
  act: (db: Database) => Promise<unknown>,
  broken: { sequence: number; reason: string },
][] = [
  ...(['subject', 'actor_id', 'details', 'outcome', 'action', 'workspace_id', 'run_id'] as const).map(
    (column): (typeof TAMPERING)[number] => [
      `another ${column}`,
      (db) =>
        db
          .updateTable('audit_entries')
          .set({ [column]: 'x' })
          .where('sequence', '=', 3)
          .execute(),
      { sequence: 3, reason: 'changed' },
    ],
  ),
  [
    'another time',
    (db) => db.updateTable('audit_entries').set({ at: 5 }).where('sequence', '=', 2).execute(),
    { sequence: 2, reason: 'changed' },
  ],
  [
    'an entry taken away',
    (db) => db.deleteFrom('audit_entries').where('sequence', '=', 2).execute(),
    { sequence: 2, reason: 'missing' },
  ],
  [
    'the end cut off',
    (db) => db.deleteFrom('audit_entries').where('sequence', '=', 5).execute(),
    { sequence: 5, reason: 'head' },
  ],
  [
    'an entry added without the key',
    async (db) => {
      const [last] = await db.selectFrom('audit_entries').selectAll().where('sequence', '=', 5).execute();
      if (last)
        await db
          .insertInto('audit_entries')
          .values({ ...last, sequence: 6, source: null })
          .execute();
      await db.updateTable('audit_heads').set({ sequence: 6 }).execute();
    },
    { sequence: 6, reason: 'changed' },
  ],
  [
    'two entries in each other’s place',
    async (db) => {
      const move = (from: number, to: number) =>
        db.updateTable('audit_entries').set({ sequence: to }).where('sequence', '=', from).execute();
      await move(2, 99);
      await move(3, 2);
      await move(99, 3);
    },
    { sequence: 2, reason: 'changed' },
  ],
  [
    'another head',
    (db) => db.updateTable('audit_heads').set({ hash: 'x' }).execute(),
    { sequence: 6, reason: 'head' },
  ],
];
for (const [name, act, broken] of TAMPERING) {
  test(`${name} breaks the chain there`, async () => {
    const handle = await sqliteForTest();
    try {
      const { audit, verify } = bench(handle.db);
      for (const subject of ['a', 'b', 'c', 'd', 'e']) await audit.append([draft(subject)]);
      assert.equal((await verify()).ok, true);
      await act(handle.db);
      const verdict = await verify();
      assert.deepEqual([verdict.ok, verdict.broken, verdict.entries], [false, broken, broken.sequence - 1]);
    } finally {
      await handle.close();
    }
  });
}

test('with another key nothing holds', async () => {
  const handle = await sqliteForTest();
  try {
    const { audit } = bench(handle.db);
    await audit.append([draft('one')]);
    const other = createKeyring(randomBytes(32));
    assert.deepEqual((await verifyAudit(handle.db, other)).broken, { sequence: 1, reason: 'changed' });
  } finally {
    await handle.close();
  }
});
