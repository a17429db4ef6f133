import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { passage } from '../testing.ts';
import { createSearch } from './sqlite.ts';

const TESTING = fileURLToPath(new URL('../testing.ts', import.meta.url));
const DRIVER = fileURLToPath(new URL('./sqlite.ts', import.meta.url));
const ROUNDS = 4;
const PASSAGES_PER_DOCUMENT = 20;

const folder = mkdtempSync(join(tmpdir(), 'search-crash-'));
after(() => rmSync(folder, { recursive: true }));

/** Rewrites documents without end and says which version of which was acknowledged. */
const WRITER = `
  import { createSearch } from ${JSON.stringify(DRIVER)};
  import { passage } from ${JSON.stringify(TESTING)};
  const collection = createSearch({ folder: process.argv[1] }).collection('c');
  for (let version = Number(process.argv[2]); ; version++) {
    const id = 'd' + (version % 3);
    const passages = Array.from({ length: ${PASSAGES_PER_DOCUMENT} }, (_, index) => ({ ...passage(id + '-' + version + '-' + index, 'version ' + version, id) }));
    await collection.replaceDocument(id, passages);
    console.log(version);
  }`;

async function writeUntilKilled(from: number, acknowledgements: number): Promise<number> {
  const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => writer.once('close', resolve));
  let last = from - 1;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last - from >= acknowledgements) writer.kill('SIGKILL');
  }
  await gone;
  return last;
}

test('after kill -9 every document is whole and nothing acknowledged is lost', async () => {
  let acknowledged = -1;
  for (let round = 0; round < ROUNDS; round++) {
    acknowledged = await writeUntilKilled(acknowledged + 1, 3 + 2 * round);
    const search = createSearch({ folder });
    const collection = search.collection('c');
    for (const id of ['d0', 'd1', 'd2']) {
      const found = await collection.listDocument(id);
      const versions = new Set(found.map(({ text }) => Number(text.split(' ')[1])));
      assert.equal(found.length, PASSAGES_PER_DOCUMENT, id);
      assert.equal(versions.size, 1, id);
      const [version = -1] = versions;
      assert.ok(version >= acknowledged - 2, `${id} is at ${version}, acknowledged was ${acknowledged}`);
      const hits = await collection.query({
        text: `${version}`,
        vector: passage('x').vector,
        mode: 'keyword',
        limit: 100,
        documentIds: [id],
      });
      assert.equal(hits.length, PASSAGES_PER_DOCUMENT);
    }
    // The writer may have finished one more than it could say.
    acknowledged++;
    await search.close();
  }
});
