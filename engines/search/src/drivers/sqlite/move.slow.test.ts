import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertOneSpace } from '../../testing/one-space.ts';
import { random } from '../../testing/random.ts';
import { createSearch } from '../sqlite.ts';
import { type CollectionFile, openCollectionFile } from './collection-file.ts';
import { learnBeside, MAX_LEARNED_AT_ONCE } from './learn.ts';
import { readSettings } from './settings.ts';

const WRITER = fileURLToPath(new URL('../../testing/learn-writer.ts', import.meta.url));
/** `SEARCH_CRASH_MOMENTS=50` for the long form. */
const MOMENTS = Number(process.env['SEARCH_CRASH_MOMENTS'] ?? 4);
const LONGEST_LIFE_MS = 4_000;
const LARGE = MAX_LEARNED_AT_ONCE + 400;

const root = mkdtempSync(join(tmpdir(), 'search-move-'));
after(() => rmSync(root, { recursive: true }));
let files = 0;
const newPath = () => join(root, `c${files++}.sqlite`);

function passages(from: number, to: number) {
  const next = random(from + 1);
  return Array.from({ length: to - from }, (_, index) => ({
    id: `p${from + index}`,
    documentId: `d${Math.floor((from + index) / 100)}`,
    heading: index % 3 ? '' : 'the heading',
    text: Array.from({ length: 8 }, () => `word${Math.floor(next() ** 2 * 80)}`).join(' '),
  }));
}

function openLearned(path: string): CollectionFile {
  const file = openCollectionFile(path);
  file.prepare({ vectors: 'learned' });
  return file;
}

const ask = (file: CollectionFile) =>
  file.query({ text: 'word1 word7', mode: 'vector', limit: 20 }).map(({ id, score }) => [id, score]);

/** What the threads do for a collection, but for its graph. */
function step(file: CollectionFile, path: string): boolean {
  const chore = file.chore();
  if (chore === 'learn') file.beginMove(learnBeside(path));
  else if (chore === 'move') file.moveSome();
  else if (chore === 'clear') file.clearSome();
  return chore !== undefined && chore !== 'graph';
}

const coming = (path: string) => {
  const db = new DatabaseSync(path, { readOnly: true });
  const { count } = db.prepare('SELECT count(*) count FROM coming').get() ?? {};
  const [settings, spaces] = [readSettings(db), db.prepare('SELECT epoch FROM spaces').all()];
  db.close();
  return { count, settings, spaces: spaces.length };
};

test('a large collection learns beside its writes, and its answers change at once for all passages', () => {
  const path = newPath();
  const file = openLearned(path);
  file.upsert(passages(0, LARGE));
  const before = ask(file);
  const answers = new Set([JSON.stringify(before)]);
  for (let steps = 0; step(file, path); steps++) {
    assert.ok(steps < 20);
    answers.add(JSON.stringify(ask(file)));
  }
  assert.equal(answers.size, 2);
  file.close();
  assert.equal(assertOneSpace(path), 2);
  const { count, settings, spaces } = coming(path);
  assert.deepEqual([count, settings.coming, spaces, settings.learnedAt], [0, undefined, 1, LARGE]);
});

test('what comes, is replaced and is removed while vectors move is right in the next space', () => {
  const path = newPath();
  const file = openLearned(path);
  file.upsert(passages(0, LARGE));
  for (let turn = 0; file.chore() !== 'graph' && file.chore() !== undefined; turn++) {
    step(file, path);
    const from = LARGE + turn * 50;
    file.upsert(passages(from, from + 50));
    file.replaceDocument(`d${turn}`, [
      { id: `new${turn}`, documentId: `d${turn}`, text: `word1 word${turn}` },
    ]);
    file.deleteDocument(`d${10 + turn}`);
  }
  file.close();
  assert.ok(assertOneSpace(path) >= 2);
  const again = openLearned(path);
  assert.equal(again.get(['new1'])[0]?.text, 'word1 word1');
  again.close();
});

test('a move that was cut off goes on where it was, and the sums of the next space are sound', () => {
  const path = newPath();
  let file = openLearned(path);
  file.upsert(passages(0, LARGE));
  let steps = 0;
  while (step(file, path)) {
    file.close();
    file = openLearned(path);
    steps++;
  }
  assert.ok(steps >= 5, `${steps}`);
  file.close();
  assert.equal(assertOneSpace(path), 2);
  openLearned(path).close();
  assert.equal(assertOneSpace(path), 2, 'it was mended, so the sums were not right');
});

test('a space that was learned before all vectors were made anew is not taken', () => {
  const path = newPath();
  let file = openLearned(path);
  file.upsert(passages(0, LARGE));
  const learned = learnBeside(path);
  file.beginMove(learned);
  file.moveSome();
  file.close();
  const db = new DatabaseSync(path);
  db.exec('UPDATE vectors SET vector = zeroblob(1536) WHERE key = 5');
  db.close();
  file = openLearned(path);
  const { settings, spaces, count } = coming(path);
  assert.deepEqual([settings.coming, spaces, count], [undefined, 1, 0]);
  file.beginMove(learned);
  assert.equal(coming(path).settings.coming, undefined);
  file.close();
  assert.equal(assertOneSpace(path), settings.epoch);
});

test('a file from before there was a next space is taken over', () => {
  const path = newPath();
  const file = openLearned(path);
  file.upsert(passages(0, LARGE));
  file.close();
  const db = new DatabaseSync(path);
  db.exec('DROP TABLE coming; ALTER TABLE checksums DROP COLUMN coming');
  db.close();
  const again = openLearned(path);
  while (step(again, path)) assert.ok(again.count() === LARGE);
  again.close();
  assert.equal(assertOneSpace(path), 2);
});

test('a passage goes in while a space is learned and vectors move, by the threads themselves', async () => {
  const folder = join(root, 'threads');
  const search = createSearch({ folder, readers: 1 });
  const collection = search.collection('c', { vectors: 'learned' });
  await collection.upsert(passages(0, 10_000));
  const path = join(folder, 'c.sqlite');
  const until = Date.now() + 120_000;
  let writes = 0;
  while (coming(path).settings.epoch < 2 || coming(path).count !== 0) {
    assert.ok(Date.now() < until, 'the space was not learned');
    await collection.replaceDocument('late', [
      { id: 'late', documentId: 'late', text: `word1 round${writes++}` },
    ]);
  }
  assert.equal(
    (await collection.query({ text: `round${writes - 1}`, mode: 'keyword', limit: 1 }))[0]?.id,
    'late',
  );
  await search.close();
  assert.ok(assertOneSpace(path) >= 2);
});

/** Resolves with the last document that was acknowledged. */
async function growUntilKilled(folder: string, from: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => writer.once('close', resolve));
  let last = from - 1;
  for await (const line of createInterface({ input: writer.stdout })) {
    if (last < from) setTimeout(() => writer.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
    last = Number(line);
  }
  await gone;
  return last;
}

test(`after kill -9 at ${MOMENTS} moments of growth all vectors are of one space, and no document is half there`, async () => {
  const folder = join(root, 'killed');
  const path = join(folder, 'c.sqlite');
  let next = 0;
  for (let moment = 0; moment < MOMENTS; moment++) {
    const last = await growUntilKilled(folder, next);
    // Closing it after the writer had verified it: sums of both spaces have to be sound.
    const file = openLearned(path);
    const sizes = new Map<string, number>();
    for (let number = 0; number <= last + 1; number++)
      sizes.set(`d${number}`, file.count({ documentIds: [`d${number}`] }));
    assert.ok([...sizes.values()].every((size) => size === 0 || size === 400));
    assert.equal(sizes.get(`d${last}`), 400);
    file.close();
    assertOneSpace(path);
    next = last + 1;
  }
});
