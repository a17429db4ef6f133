import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Collection } from '../lib/search.ts';
import { createSearch } from './sqlite.ts';

const WRITER = fileURLToPath(new URL('../testing/crash-writer.ts', import.meta.url));
/** `SEARCH_CRASH_MOMENTS=50` for the long form. */
const MOMENTS = Number(process.env['SEARCH_CRASH_MOMENTS'] ?? 5);
const DOCUMENTS = 3;
const PASSAGES_PER_DOCUMENT = 20;
const BALLAST = 5_200;
const LONGEST_LIFE_MS = 1_500;

const folder = mkdtempSync(join(tmpdir(), 'search-crash-'));
after(() => rmSync(folder, { recursive: true }));

/** Resolves with the last version that was acknowledged. At least one is, then the end comes at any moment. */
async function writeUntilKilled(from: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => writer.once('close', resolve));
  let last = from - 1;
  let isDoomed = false;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (isDoomed) continue;
    isDoomed = true;
    setTimeout(() => writer.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS);
  }
  await gone;
  return last;
}

async function examine(collection: Collection, acknowledged: number): Promise<void> {
  for (const id of Array.from({ length: DOCUMENTS }, (_, index) => `d${index}`)) {
    const found = await collection.listDocument(id);
    // The first life may have ended before each document had its turn.
    if (found.length === 0 && acknowledged < DOCUMENTS) continue;
    const [version = -1, ...others] = new Set(found.map(({ text }) => Number(text.split(' ')[1])));
    assert.equal(found.length, PASSAGES_PER_DOCUMENT, id);
    assert.deepEqual(others, [], id);
    const due = acknowledged - ((((acknowledged - Number(id.slice(1))) % DOCUMENTS) + DOCUMENTS) % DOCUMENTS);
    assert.ok(version >= due, `${id} is at ${version}, acknowledged was ${due}`);
    const query = { text: `${version}`, documentIds: [id], mode: 'keyword' as const, limit: 100 };
    assert.equal((await collection.query(query)).length, PASSAGES_PER_DOCUMENT);
    const vector = Float32Array.from({ length: 8 }, (_, at) => Math.sin(version * 31 + at * 7));
    const [near = []] = await collection.nearest([vector], 100, { documentIds: [id] });
    assert.equal(near.length, PASSAGES_PER_DOCUMENT, id);
  }
  assert.equal(await collection.count({ documentIds: ['ballast'] }), BALLAST);
}

test(`after kill -9 at ${MOMENTS} moments every document is whole and nothing acknowledged is lost`, async () => {
  let next = 0;
  for (let moment = 0; moment < MOMENTS; moment++) {
    const acknowledged = await writeUntilKilled(next);
    const search = createSearch({ folder, readers: 1 });
    await examine(search.collection('c'), acknowledged);
    await search.close();
    // It may have finished one more than it could say; that one is written again.
    next = acknowledged + 1;
  }
});
