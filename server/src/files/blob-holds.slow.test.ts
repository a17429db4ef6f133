import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Database, inTransaction } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { HOLD_MS } from './blob-holds.ts';
import { createBlobSweeper } from './blob-sweep.ts';
import { type Blobs, folderBlobs } from './blobs.ts';
import { areaOf, createFileStore } from './files.ts';

const AREA = areaOf.conversation('c');

interface Gate {
  /** Reached by the one who removes, right before the bytes go. */
  reached: Promise<void>;
  open(): void;
}

async function setUp(db: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-holds-'));
  const runtime = testRuntime();
  const real = folderBlobs(folder, runtime.newId);
  let atGate: (() => Promise<void>) | undefined;
  const blobs: Blobs = {
    ...real,
    async remove(sha256) {
      await atGate?.();
      await real.remove(sha256);
    },
  };
  const files = createFileStore({ runtime, blobs });
  const sweeper = createBlobSweeper({
    ...{ db, runtime, blobs },
    onTrouble: ({ error }) => assert.fail(String(error)),
  });
  const workspaceId = await insertWorkspace(db, runtime);
  const file = (area = AREA) => ({ workspaceId, area, name: 'a.txt', createdBy: 'ann' });
  const save = (text: string, area = AREA) => files.save(db, { ...file(area), bytes: Buffer.from(text) });
  /** The removal stands still right before the bytes go. */
  function gate(): Gate {
    const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    atGate = async () => {
      atGate = undefined;
      reached.resolve();
      await opened.promise;
    };
    return { reached: reached.promise, open: () => opened.resolve() };
  }
  const onDisk = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  const rows = async (table: 'blobs' | 'blob_holds') =>
    (await db.selectFrom(table).select('id').execute()).length;
  return {
    ...{ files, real, runtime, sweeper, save, file, gate, onDisk, rows, folder },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

onBothDatabases(
  'bytes that are removed while the same come are there for the file that comes',
  async ({ db }) => {
    using store = await setUp(db);
    await store.save('the same');
    const { reached, open } = store.gate();
    const removal = store.files.clear(db, AREA).then((removeBytes) => removeBytes(db));
    await reached;
    // Everything that can be done before the bytes go has been; what comes now waits.
    const saved = store.save('the same', areaOf.conversation('other'));
    for (let turns = 0; turns < 20; turns++) await turn();
    open();
    await removal;
    const row = await saved;
    assert.equal((await store.files.read(row)).toString(), 'the same');
    assert.deepEqual([await store.rows('blobs'), await store.rows('blob_holds')], [1, 0]);
  },
);

onBothDatabases(
  'bytes that are stored and have no row yet are not removed with their last file',
  async ({ db }) => {
    using store = await setUp(db);
    const first = await store.save('the same');
    const stored = await store.files.put(db, Buffer.from('the same'));
    await (await store.files.clear(db, AREA))(db);
    await store.files.removeUnused(db, [first.sha256]);
    assert.equal(await store.sweeper.sweep(), 0);
    const row = await store.files.record(db, { ...store.file(), ...stored });
    assert.equal((await store.files.read(row)).toString(), 'the same');
  },
);

onBothDatabases(
  'a row that is written while bytes are removed waits, and is refused where they are gone',
  async ({ db }) => {
    using store = await setUp(db);
    const stored = await store.files.put(db, Buffer.from('late'));
    store.runtime.advance(HOLD_MS);
    const { reached, open } = store.gate();
    const sweep = store.sweeper.sweep();
    await reached;
    const recorded = inTransaction(db, (tx) => store.files.record(tx, { ...store.file(), ...stored }));
    const refused = assert.rejects(recorded, { code: 'file_content_expired' });
    for (let turns = 0; turns < 20; turns++) await turn();
    open();
    assert.equal(await sweep, 1);
    await refused;
    assert.deepEqual(await store.files.list(db, AREA), []);
    assert.deepEqual([store.onDisk(), await store.rows('blobs'), await store.rows('blob_holds')], [0, 0, 0]);
  },
);

onBothDatabases('a transaction that keeps bytes is waited for: what it wrote keeps them', async (handle) => {
  const { db, dialect } = handle;
  if (dialect === 'sqlite') return; // There a transaction is alone from its beginning: nobody comes between.
  using store = await setUp(db);
  const stored = await store.files.put(db, Buffer.from('kept'));
  const [written, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const kept = inTransaction(db, async (tx) => {
    const row = await store.files.record(tx, { ...store.file(), ...stored });
    written.resolve();
    await go.promise;
    return row;
  });
  await written.promise;
  const removal = store.files.removeUnused(db, [stored.sha256]);
  for (let turns = 0; turns < 20; turns++) await turn();
  go.resolve();
  const row = await kept;
  await removal;
  assert.equal((await store.files.read(row)).toString(), 'kept');
});

onBothDatabases(
  'what was put and not wanted is let go at once, unless somebody else has it',
  async ({ db }) => {
    using store = await setUp(db);
    const own = await store.files.put(db, Buffer.from('own'));
    await store.files.release(db, own);
    await assert.rejects(store.files.read(own), { code: 'file_content_missing' });
    const [one, two] = [
      await store.files.put(db, Buffer.from('x')),
      await store.files.put(db, Buffer.from('x')),
    ];
    await store.files.release(db, one);
    const row = await store.files.record(db, { ...store.file(), ...two });
    assert.equal((await store.files.read(row)).toString(), 'x');
  },
);

onBothDatabases(
  'many who store and remove the same bytes at once lose none that was acknowledged',
  async ({ db }) => {
    using store = await setUp(db);
    const texts = ['a', 'b', 'c'];
    let state = Date.now() % 1e9;
    const below = (limit: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * limit);
    };
    const worker = async (number: number) => {
      for (let round = 0; round < 15; round++) {
        const area = areaOf.conversation(`${number}-${below(2)}`);
        if (below(2) === 0) await (await store.files.clear(db, area))(db);
        else {
          const row = await store.save(texts[below(3)]!, area);
          // Acknowledged: whatever the others do, it is there.
          assert.equal((await store.files.read(row)).length, 1);
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, number) => worker(number)));
    const rows = await db.selectFrom('files').selectAll().execute();
    for (const row of rows) assert.equal((await store.files.read(row)).length, 1);
    await store.sweeper.sweep();
    assert.equal(store.onDisk(), new Set(rows.map(({ sha256 }) => sha256)).size);
    assert.equal(await store.rows('blob_holds'), 0);
  },
);

onBothDatabases('what a crash leaves between two steps is swept once its hold is over', async ({ db }) => {
  using store = await setUp(db);
  const kept = await store.save('kept');
  // After the bytes, before the row.
  await store.files.put(db, Buffer.from('no row'));
  // After the row is gone, before the bytes.
  const cleared = await store.save('cleared', areaOf.conversation('gone'));
  await store.files.clear(db, areaOf.conversation('gone'));
  // After the hold, before the bytes.
  await assert.rejects(
    store.real.put(Buffer.from('never'), 100, async (sha256) => {
      await db.insertInto('blobs').values({ id: sha256 }).execute();
      throw new RangeError('killed');
    }),
    RangeError,
  );
  assert.equal(store.onDisk(), 3);
  assert.equal(await store.sweeper.sweep(), 2);
  await assert.rejects(store.files.read(cleared), { code: 'file_content_missing' });
  store.runtime.advance(HOLD_MS);
  assert.equal(await store.sweeper.sweep(), 1);
  assert.deepEqual([store.onDisk(), await store.rows('blobs'), await store.rows('blob_holds')], [1, 1, 0]);
  assert.equal((await store.files.read(kept)).toString(), 'kept');
});

onBothDatabases(
  'the sweeper begins at the start, and waits for what is under way when it stops',
  async ({ db }) => {
    using store = await setUp(db);
    await store.files.put(db, Buffer.from('no row'));
    store.runtime.advance(HOLD_MS);
    const { reached, open } = store.gate();
    store.sweeper.work();
    await reached;
    const stopped = store.sweeper.stop();
    open();
    await stopped;
    assert.deepEqual([store.onDisk(), await store.rows('blobs')], [0, 0]);
  },
);

onBothDatabases('between the end of a hold and its file nobody removes the bytes', async ({ db }) => {
  using store = await setUp(db);
  for (let round = 0; round < 10; round++) {
    const stored = await store.files.put(db, Buffer.from(`round ${round}`));
    let isOver = false;
    const remove = async () => {
      while (!isOver) await store.files.removeUnused(db, [stored.sha256]);
    };
    const removing = [remove(), remove(), remove()];
    const row = await store.files.record(db, { ...store.file(), ...stored });
    isOver = true;
    await Promise.all(removing);
    assert.equal((await store.files.read(row)).toString(), `round ${round}`);
  }
});

onBothDatabases(
  'a transaction that began before the bytes went is refused all the same',
  async ({ db, dialect }) => {
    if (dialect === 'sqlite') return; // There nobody can remove anything meanwhile.
    using store = await setUp(db);
    const stored = await store.files.put(db, Buffer.from('gone'));
    store.runtime.advance(HOLD_MS);
    const recorded = inTransaction(db, async (tx) => {
      // From here on it reads what was there now.
      assert.equal((await tx.selectFrom('blobs').select('id').execute()).length, 1);
      assert.equal(await store.sweeper.sweep(), 1);
      return store.files.record(tx, { ...store.file(), ...stored });
    });
    await assert.rejects(recorded, { code: 'file_content_expired' });
  },
);
