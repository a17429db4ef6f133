import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { DocumentView } from '../knowledge/contract.ts';
import { killable } from '../testing/killed.ts';
import { webSite } from '../testing/web-site.ts';
import type { SourceView } from './contract.ts';

const PAGES = 24;
/** Of ten pages that are recorded together, some may be asked for again after a kill. */
const AT_ONCE = 10;
const KILLS = 2;

const pagesOf = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `/p${n}`,
      `<title>Page ${n}</title><h1>Page ${n}</h1><p>Word${n} stands here.</p><a href="/p${n + 1}">next</a><a href="/p${n + 2}">over</a>`,
    ]),
  );

test('a crawl that is killed goes on where it was: no page twice, none lost', async () => {
  using site = await webSite(pagesOf(PAGES));
  await using product = await killable({ EGRESS_HOSTS: `127.0.0.1:${site.port}` });
  const { id } = await product.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Base' });
  const base = `/api/v1/knowledge/bases/${id}`;
  const settings = { kind: 'web', address: `${site.url}/p0`, scope: 'site', depth: 10, maxPages: PAGES };
  const source = await product.call<SourceView>('POST', `${base}/sources`, { settings });
  const asked = () => site.asked.filter((path) => path.startsWith('/p')).length;
  for (let kill = 1; kill <= KILLS; kill++) {
    const until = asked() + 4;
    await waitFor(() => (asked() >= until ? true : undefined), { boundMs: 60_000 });
    await product.killAndStart();
  }
  const done = await waitFor(
    async () => {
      const now = await product.call<SourceView>('GET', `${base}/sources/${source.id}`);
      return now.isSyncing ? undefined : now;
    },
    { boundMs: 120_000 },
  );
  assert.equal(done.error, null);
  const documents = async () =>
    (await product.call<{ items: DocumentView[] }>('GET', `${base}/documents?limit=200`)).items;
  // With a depth of ten and steps of one and two, pages 0 to 20 are reached.
  const reached = 21;
  const items = await waitFor(
    async () => {
      const all = await documents();
      return all.every(({ state }) => state === 'ready') ? all : undefined;
    },
    { boundMs: 60_000 },
  );
  assert.deepEqual(
    items.map(({ name }) => name).sort(),
    Array.from({ length: reached }, (_, n) => `Page ${n}.html`).sort(),
  );
  assert.ok(items.every(({ version }) => version === 1));
  const { added = 0, unchanged = 0 } = done.counts ?? {};
  assert.equal(added + unchanged, reached, 'what was kept before a kill is found unchanged after it');
  assert.ok(asked() <= reached + 1 + KILLS * (AT_ONCE + 1), `${asked()} requests`);
});
