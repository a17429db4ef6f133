import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Search } from '@agenticgen/search';
import { memorySearch, passage, searchContract } from '@agenticgen/search/testing';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { testApp } from '../testing/app.ts';
import { listenRpc, MAX_SEARCH_MESSAGE_BYTES, type RpcServer, remoteSearch, searchService } from './index.ts';

const TOKEN = 'a token for the search of tests';
const MAIN = new URL('../main.ts', import.meta.url).pathname;

/** A process with ROLES=search, with a data folder of its own. */
async function splitOff(
  folder: string,
): Promise<{ url: string; stop(): Promise<void>; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: '/usr/bin:/bin', ROLES: 'search', SEARCH_PORT: '0', SEARCH_TOKEN: TOKEN, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      const found = /ready at \S+?:(\d+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new TypeError(`it ended with ${code}: ${said}`)));
  });
  const ended = once(child, 'exit');
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      assert.deepEqual(await ended, [0, null]);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('a search that is split off', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-search-rpc-'));
  let split: Awaited<ReturnType<typeof splitOff>>;
  before(async () => {
    split = await splitOff(folder);
  });
  after(async () => {
    await split.stop();
    rmSync(folder, { recursive: true });
  });
  /** The address is known once it stands. */
  const late = (): Search => {
    let made: Search | undefined;
    const search = () => {
      made ??= remoteSearch({ url: split.url, token: TOKEN });
      return made;
    };
    return {
      collection: (name, options) => search().collection(name, options),
      drop: (name) => search().drop(name),
      close: async () => made?.close(),
    };
  };

  searchContract('remote', late);

  test('what was acknowledged is there when its process was killed and is started again', async () => {
    await late()
      .collection('kept')
      .upsert([passage('wing'), passage('heat')]);
    await split.kill();
    const gone = late().collection('kept').count();
    await assert.rejects(gone, { code: 'search_failed', message: /does not answer/ });
    split = await splitOff(folder);
    const again = late().collection('kept');
    assert.equal(await again.count(), 2);
    assert.equal((await again.query({ text: 'hypersonic', mode: 'keyword', limit: 1 }))[0]?.id, 'heat');
  });

  test('a collection there can be compacted, and its texts with odd signs come back', async () => {
    const collection = late().collection('odd');
    await collection.upsert([
      { ...passage('odd', 'before\0after 🎈 天'), attributes: { share: 0.25, page: -1, name: '' } },
    ]);
    await collection.compact();
    const [found] = await collection.get(['odd']);
    assert.equal(found?.text, 'before\0after 🎈 天');
    assert.deepEqual(found?.attributes, { share: 0.25, page: -1, name: '' });
  });

  test('the product keeps what it knows there, and finds it', async () => {
    await using world = await testApp({ SEARCH_URL: split.url, SEARCH_TOKEN: TOKEN });
    const { owner } = world;
    const made = await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Boats' });
    const { id } = made.body;
    const text = 'The keel of the boat is made of oak.';
    const path = `/api/v1/knowledge/bases/${id}`;
    assert.equal((await owner.upload(`${path}/documents`, 'boats.txt', text)).status, 202);
    await waitFor(async () => {
      const { body } = await owner.call('POST', `${path}/search`, { query: 'keel', mode: 'hybrid' });
      return JSON.stringify(body).includes('made of oak');
    });
    assert.ok((await late().collection(`base-${id}`).count()) > 0);
  });
});

describe('the service', () => {
  let server: RpcServer;
  const search = memorySearch();
  const at = (token: string) => remoteSearch({ url: `http://127.0.0.1:${server.port}`, token });
  before(async () => {
    const place = { port: 0, hostname: '127.0.0.1', maxMessageBytes: MAX_SEARCH_MESSAGE_BYTES };
    server = await listenRpc(searchService({ search, token: TOKEN }), place);
  });
  after(async () => {
    await server.close();
    await search.close();
  });

  test('who does not know the token reads, writes and drops nothing', async () => {
    await at(TOKEN)
      .collection('c')
      .upsert([passage('wing')]);
    for (const token of ['', 'another token of that length']) {
      const stranger = at(token).collection('c');
      const refused = { code: 'search_failed', message: /token/ };
      await assert.rejects(stranger.count(), refused);
      await assert.rejects(stranger.upsert([passage('x')]), refused);
      await assert.rejects(stranger.query({ text: 'wing', mode: 'keyword', limit: 1 }), refused);
      await assert.rejects(at(token).drop('c'), refused);
    }
    assert.equal(await search.collection('c').count(), 1);
  });

  test('a refusal of the engine comes back with its code and its words', async () => {
    const narrow = { ...passage('narrow'), vector: Float32Array.of(1, 2, 3) };
    await at(TOKEN)
      .collection('w')
      .upsert([passage('wing')]);
    await assert.rejects(at(TOKEN).collection('w').upsert([narrow]), {
      code: 'search_width_mismatch',
      message: 'Cannot use vector: width is 3, index needs 64',
    });
    assert.equal(await search.collection('w').count(), 1);
  });
});
