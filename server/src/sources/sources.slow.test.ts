import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { DocumentView, HitView } from '../knowledge/contract.ts';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { type GitServer, gitServer } from '../testing/git-server.ts';
import { makePdf } from '../testing/pdf.ts';
import { type WebSite, webSite } from '../testing/web-site.ts';
import type { Counts, ItemView, SourceView } from './contract.ts';

type Items<T> = { items: T[]; next?: string | null };

const page = (title: string, text: string, ...links: string[]) =>
  `<title>${title}</title><h1>${title}</h1><p>${text}</p>${links.map((to) => `<a href="${to}">${to}</a>`).join('')}`;

const SITE = {
  '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /docs/secret' },
  '/docs/': page('Boats', 'All about boats.', 'keels', 'sails', '/blog', '/docs/secret', 'manual.pdf'),
  '/docs/keels': page('Keels', 'A keel of lead keeps a boat upright.', './', 'deep'),
  '/docs/sails': page('Sails', 'Sails are made of flax.', 'sails?utm_source=x', 'missing'),
  '/docs/deep': page('Deep', 'Soundings are taken with a line.', 'deeper'),
  '/docs/deeper': page('Deeper', 'Nobody comes here.'),
  '/docs/secret': page('Secret', 'Hidden treasure.'),
  '/docs/manual.pdf': { type: 'application/pdf', body: makePdf([['Caulk the seams each spring.']]) },
  '/blog': page('Blog', 'Not part of the docs.'),
};

describe('sources of a base', () => {
  let product: TestApp;
  let site: WebSite;
  let git: GitServer;
  let owner: Client;
  before(async () => {
    [site, git] = await Promise.all([webSite(SITE), gitServer()]);
    product = await testApp({ EGRESS_HOSTS: `127.0.0.1:${site.port},127.0.0.1:${git.port}` });
    owner = product.owner;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    site[Symbol.dispose]();
    await git[Symbol.asyncDispose]();
  });

  const newBase = async () =>
    (await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Base' })).body.id;
  const pathOf = (baseId: string, sourceId?: string) =>
    `/api/v1/knowledge/bases/${baseId}/sources${sourceId ? `/${sourceId}` : ''}`;
  const crawl = (more: object = {}) => ({ kind: 'web', address: `${site.url}/docs/`, depth: 2, ...more });

  async function add(baseId: string, settings: object, client = owner) {
    const { status, body } = await client.call<SourceView>('POST', pathOf(baseId), { settings });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }
  /** The source after its run, and all documents that it made are read. */
  async function ended(
    { baseId, id, runId }: Pick<SourceView, 'baseId' | 'id' | 'runId'>,
    client = owner,
  ): Promise<SourceView> {
    await client.answer(runId ?? '');
    for (const { runId: of, state, updateState } of await documentsOf(baseId))
      if (of && (state === 'pending' || updateState === 'pending')) await owner.answer(of);
    return (await owner.call<SourceView>('GET', pathOf(baseId, id))).body;
  }
  async function sync(source: SourceView): Promise<SourceView> {
    const { body } = await owner.call<{ runId: string }>('POST', `${pathOf(source.baseId, source.id)}/syncs`);
    return ended({ ...source, ...body });
  }
  const documentsOf = async (baseId: string) =>
    (await owner.call<Items<DocumentView>>('GET', `/api/v1/knowledge/bases/${baseId}/documents?limit=100`))
      .body.items;
  const namesOf = async (baseId: string) => (await documentsOf(baseId)).map(({ name }) => name).sort();
  const itemsOf = async ({ baseId, id }: SourceView, query = '') =>
    (await owner.call<Items<ItemView>>('GET', `${pathOf(baseId, id)}/items?limit=100${query}`)).body.items;
  const hitsOf = async (baseId: string, query: string) =>
    (await owner.call<Items<HitView>>('POST', `/api/v1/knowledge/bases/${baseId}/search`, { query })).body
      .items;
  const counts = (more: Partial<Counts>): Counts => ({
    ...{ added: 0, replaced: 0, unchanged: 0, removed: 0, skipped: 0, failed: 0, isCut: false },
    ...more,
  });

  test('a site is read within its bounds and its rules, and its words are found', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl()));
    assert.equal(source.error, null);
    assert.deepEqual(await namesOf(baseId), [
      'Boats.html',
      'Deep.html',
      'Keels.html',
      'Sails.html',
      'manual.pdf',
    ]);
    assert.deepEqual(source.counts, counts({ added: 5, skipped: 2 }));
    assert.ok(!site.asked.some((path) => /secret|blog|deeper/.test(path)), site.asked.join());
    const [hit] = await hitsOf(baseId, 'what is a keel made of');
    assert.match(hit?.text ?? '', /keel of lead/);
    const items = await itemsOf(source);
    const reasons = items
      .filter(({ state }) => state === 'skipped')
      .map(({ item, reason }) => [item, reason]);
    assert.deepEqual(reasons, [[`${site.url}/docs/secret`, 'robots']]);
    assert.equal((await itemsOf(source, '&state=failed')).length, 0);
    const [document] = (await documentsOf(baseId)).filter(({ name }) => name === 'Keels.html');
    assert.deepEqual(document?.source, { kind: 'url', key: `${site.url}/docs/keels` });
  });

  test('the second time changes only what has changed', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl({ depth: 1 })));
    const before = await documentsOf(baseId);
    const sails = site.pages.get('/docs/sails') as string;
    site.pages.set('/docs/sails', page('Sails', 'Sails are made of dacron.'));
    site.pages.delete('/docs/keels');
    const again = await sync(source);
    site.pages.set('/docs/sails', sails).set('/docs/keels', SITE['/docs/keels']);
    assert.deepEqual(again.counts, counts({ replaced: 1, unchanged: 2, removed: 1, skipped: 1 }));
    assert.deepEqual(await namesOf(baseId), ['Boats.html', 'Sails.html', 'manual.pdf']);
    assert.match((await hitsOf(baseId, 'what are sails made of'))[0]?.text ?? '', /dacron/);
    const changed = (await documentsOf(baseId)).filter(
      ({ id, version }) => before.find((document) => document.id === id)?.version !== version,
    );
    assert.deepEqual(
      changed.map(({ name, version }) => [name, version]),
      [['Sails.html', 2]],
    );
  });

  test('a page that fails keeps its document, and a bound that cuts removes nothing', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl({ depth: 1, files: false })));
    site.pages.set('/docs/sails', { status: 503 });
    const failed = await sync(source);
    site.pages.set('/docs/sails', SITE['/docs/sails']);
    assert.deepEqual(failed.counts, counts({ unchanged: 2, skipped: 2, failed: 1 }));
    assert.ok((await namesOf(baseId)).includes('Sails.html'));
    await owner.call('PATCH', pathOf(baseId, source.id), {
      settings: crawl({ depth: 1, files: false, maxPages: 1 }),
    });
    const cut = await sync(source);
    assert.deepEqual([cut.counts?.isCut, cut.counts?.removed], [true, 0]);
    assert.equal((await documentsOf(baseId)).length, 3);
  });

  test('a page with several addresses is one document, and ways in circles end', async () => {
    const baseId = await newBase();
    const canonical = '<link rel="canonical" href="/round/a">';
    site.pages
      .set(
        '/round/',
        `<title>Start</title><p>Start of the round.</p><a href="a?view=1">1</a><a href="a?view=2">2</a><a href="ring1">r</a>`,
      )
      .set('/round/a', `<title>A</title>${canonical}<p>Alpha.</p>`)
      .set('/round/a?view=1', `<title>A</title>${canonical}<p>Alpha.</p>`)
      .set('/round/a?view=2', `<title>A</title>${canonical}<p>Alpha.</p>`)
      .set('/round/ring1', { location: '/round/ring2' })
      .set('/round/ring2', { location: '/round/ring1' });
    const source = await ended(await add(baseId, crawl({ address: `${site.url}/round/`, depth: 1 })));
    assert.deepEqual(await namesOf(baseId), ['A.html', 'Start.html']);
    assert.deepEqual(source.counts, counts({ added: 2, skipped: 4 }));
  });

  test('a site that has moved is read where it is now', async () => {
    const baseId = await newBase();
    site.pages.set('/old/', { location: '/docs/' });
    const source = await ended(
      await add(baseId, crawl({ address: `${site.url}/old/`, depth: 1, files: false })),
    );
    assert.equal(source.error, null);
    assert.deepEqual(await namesOf(baseId), ['Boats.html', 'Keels.html', 'Sails.html']);
  });

  test('an index of sitemaps is read, packed ones too, and its bound is kept', async () => {
    const baseId = await newBase();
    const urlset = (...paths: string[]) =>
      `<urlset>${paths.map((path) => `<url><loc>${site.url}${path}</loc></url>`).join('')}</urlset>`;
    const index = `<sitemapindex>${['/one.xml', '/two.xml.gz', '/lost.xml']
      .map((path) => `<sitemap><loc>${site.url}${path}</loc></sitemap>`)
      .join('')}</sitemapindex>`;
    site.pages
      .set('/index.xml', { type: 'application/xml', body: index })
      .set('/one.xml', { type: 'application/xml', body: urlset('/docs/keels') })
      .set('/two.xml.gz', { type: 'application/gzip', body: gzipSync(urlset('/docs/sails', '/docs/deep')) });
    const settings = { kind: 'sitemap', address: `${site.url}/index.xml` };
    const source = await ended(await add(baseId, settings));
    assert.deepEqual(await namesOf(baseId), ['Deep.html', 'Keels.html', 'Sails.html']);
    await owner.call('PATCH', pathOf(baseId, source.id), { settings: { ...settings, maxPages: 2 } });
    const cut = await sync(source);
    assert.deepEqual(cut.counts, counts({ unchanged: 2, isCut: true }));
    assert.equal((await documentsOf(baseId)).length, 3);
  });

  test('a document that somebody deleted comes back with the next reading', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl({ depth: 0 })));
    const [document] = await documentsOf(baseId);
    await owner.call('DELETE', `/api/v1/knowledge/bases/${baseId}/documents/${document?.id}`);
    assert.deepEqual(await documentsOf(baseId), []);
    assert.deepEqual((await sync(source)).counts, counts({ added: 1 }));
  });

  test('a reading that is stopped keeps what it has, says so, and goes on when asked', async () => {
    const baseId = await newBase();
    site.pages.set('/docs/keels', { hang: true });
    const source = await add(baseId, crawl({ depth: 1, files: false }));
    await waitFor(() => (site.asked.at(-1) === '/docs/keels' ? true : undefined), { boundMs: 20_000 });
    const busy = await owner.call('PATCH', pathOf(baseId, source.id), { everyHours: 1 });
    assert.deepEqual([busy.status, busy.body['code']], [409, 'source_syncing']);
    const twice = await owner.call<{ runId: string }>('POST', `${pathOf(baseId, source.id)}/syncs`);
    assert.equal(twice.body.runId, source.runId, 'there is one reading at a time');
    await owner.call('PUT', `/api/v1/runs/${source.runId}/cancellation`);
    site.pages.set('/docs/keels', SITE['/docs/keels']);
    const stopped = await ended(source);
    assert.deepEqual([stopped.error?.code, stopped.isSyncing], ['cancelled', false]);
    const again = await sync(source);
    assert.deepEqual([again.error, again.counts?.added], [null, 2]);
    assert.equal((await documentsOf(baseId)).length, 3);
  });

  test('a source ends when whoever made it may no longer fill the base', async () => {
    const baseId = await newBase();
    const editor = await newMember(product, 'editor');
    const { body: me } = await editor.call<{ user: { id: string } }>('GET', '/api/v1/me');
    const source = await add(baseId, { kind: 'sitemap', address: 'http://127.0.0.1:1/x.xml' }, editor);
    await ended(source, editor);
    await owner.call('PATCH', `/api/v1/members/${me.user.id}`, { role: 'viewer' });
    const { body } = await owner.call<{ runId: string }>('POST', `${pathOf(baseId, source.id)}/syncs`);
    const refused = await waitFor(
      async () => {
        const now = (await owner.call<SourceView>('GET', pathOf(baseId, source.id))).body;
        return now.runId === body.runId && !now.isSyncing ? now : undefined;
      },
      { boundMs: 20_000 },
    );
    assert.equal(refused.error?.code, 'forbidden');
  });

  test('a sitemap is read as it lists its pages', async () => {
    const baseId = await newBase();
    const locs = ['/docs/keels', '/docs/sails', '/docs/secret', 'http://other.test/'].map(
      (path) => new URL(path, site.url).href,
    );
    const body = `<urlset>${locs.map((loc) => `<url><loc>${loc}</loc></url>`).join('')}</urlset>`;
    site.pages.set('/sitemap.xml', { type: 'application/xml', body });
    const settings = { kind: 'sitemap', address: `${site.url}/sitemap.xml` };
    const source = await ended(await add(baseId, settings));
    assert.deepEqual([await namesOf(baseId), source.counts?.skipped], [['Keels.html', 'Sails.html'], 1]);
    site.pages.set('/sitemap.xml', page('No', 'No sitemap.'));
    const wrong = await sync(source);
    assert.equal(wrong.error?.code, 'not_a_sitemap');
    assert.equal((await documentsOf(baseId)).length, 2);
  });

  test('a site that can not tell its rules, or is not there, is not read', async () => {
    const baseId = await newBase();
    site.pages.set('/robots.txt', { status: 500 });
    const silent = await ended(await add(baseId, crawl()));
    site.pages.set('/robots.txt', SITE['/robots.txt']);
    assert.equal(silent.error?.code, 'robots_unreachable');
    const gone = await ended(await add(baseId, crawl({ address: `${site.url}/nowhere` })));
    assert.equal(gone.error?.code, 'start_unreadable');
    assert.deepEqual(await documentsOf(baseId), []);
  });

  test('a repository is mirrored, and only changed files are read', async () => {
    const baseId = await newBase();
    await git.commit({ 'docs/guide.md': '# Guide\n\nReef early.', 'logo.bin': 'x' }, 'Guide');
    const settings = { kind: 'git', address: `http://127.0.0.1:${git.port}/shop.git` };
    const source = await ended(await add(baseId, settings));
    assert.equal(source.error, null, JSON.stringify(source.error));
    assert.deepEqual(await namesOf(baseId), ['README.md', 'docs › guide.md', 'src.txt']);
    await git.commit({ 'docs/guide.md': '# Guide\n\nReef late.', 'src.txt': null }, 'Change');
    const again = await sync(source);
    assert.deepEqual(again.counts, counts({ replaced: 1, unchanged: 1, removed: 1 }));
    assert.match((await hitsOf(baseId, 'when to reef'))[0]?.text ?? '', /late/);
    const gone = await ended(await add(baseId, { ...settings, ref: 'no-such-branch' }));
    assert.equal(gone.error?.code, 'git_failed');
  });

  test('whoever may not connect the workspace to the own network reaches the public internet only', async () => {
    const baseId = await newBase();
    const editor = await newMember(product, 'editor');
    const source = await ended(await add(baseId, crawl(), editor), editor);
    assert.equal(source.error?.code, 'url_refused');
    const repository = await ended(
      await add(baseId, { kind: 'git', address: `http://127.0.0.1:${git.port}/shop.git` }, editor),
      editor,
    );
    assert.equal(repository.error?.code, 'git_failed');
    assert.deepEqual(await documentsOf(baseId), []);
  });

  test('a redirect into the own network is not followed, also for who may name its hosts', async () => {
    const baseId = await newBase();
    site.pages.set('/docs/inward', { location: 'http://169.254.169.254/latest/meta-data/' });
    const source = await ended(await add(baseId, crawl({ address: `${site.url}/docs/inward` })));
    assert.equal(source.error?.code, 'url_refused');
  });

  test('documents of a source that were hidden from a person are not in its list', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl({ depth: 1 })));
    const [hidden] = (await documentsOf(baseId)).filter(({ name }) => name === 'Keels.html');
    const documents = `/api/v1/knowledge/bases/${baseId}/documents`;
    await owner.call('PATCH', `${documents}/${hidden?.id}`, { visibility: 'private' });
    const editor = await newMember(product, 'editor');
    const { body } = await editor.call<Items<ItemView>>(
      'GET',
      `${pathOf(baseId, source.id)}/items?limit=100`,
    );
    assert.ok(body.items.length > 0 && !JSON.stringify(body).includes('keels'));
    assert.ok(JSON.stringify(await itemsOf(source)).includes('keels'));
  });

  test('a source goes with or without its documents', async () => {
    const baseId = await newBase();
    const first = await ended(await add(baseId, crawl({ depth: 0 })));
    const second = await ended(await add(baseId, crawl({ depth: 0 })));
    assert.equal((await documentsOf(baseId)).length, 2, 'each source has its own');
    assert.equal((await owner.call('DELETE', pathOf(baseId, first.id))).status, 204);
    assert.equal((await documentsOf(baseId)).length, 2);
    assert.equal((await owner.call('DELETE', `${pathOf(baseId, second.id)}?documents=remove`)).status, 204);
    assert.equal((await documentsOf(baseId)).length, 1);
    assert.equal((await owner.call('GET', pathOf(baseId, first.id))).status, 404);
  });

  test('what does not fit is refused with its place', async () => {
    const baseId = await newBase();
    const source = await ended(await add(baseId, crawl({ depth: 0 })));
    const wrong: [settings: object, status: number][] = [
      [{ kind: 'ftp', address: 'ftp://x.test/' }, 400],
      [{ kind: 'web', address: 'file:///etc/passwd' }, 400],
      [{ kind: 'web', address: site.url, depth: 11 }, 400],
      [{ kind: 'web', address: site.url, maxPages: 1_000_000 }, 400],
      [{ kind: 'git', address: site.url, ref: '--upload-pack=x' }, 400],
      [{ kind: 'git', address: site.url, folder: ':(exclude)a' }, 400],
    ];
    for (const [settings, status] of wrong)
      assert.equal(
        (await owner.call('POST', pathOf(baseId), { settings })).status,
        status,
        JSON.stringify(settings),
      );
    const moved = await owner.call('PATCH', pathOf(baseId, source.id), {
      settings: crawl({ address: `${site.url}/blog` }),
    });
    assert.deepEqual([moved.status, moved.body['code']], [400, 'source_kind_fixed']);
    const other = await newBase();
    assert.equal((await owner.call('GET', pathOf(other, source.id))).status, 404);
  });

  test('a source that repeats has its next time after each end, and loses it when it no longer repeats', async () => {
    const baseId = await newBase();
    const { body } = await owner.call<SourceView>('POST', pathOf(baseId), {
      settings: crawl({ depth: 0 }),
      everyHours: 24,
    });
    const source = await ended(body);
    const waiting = async () =>
      (
        await owner.call<Items<{ procedure: string; state: string }>>('GET', '/api/v1/runs?limit=100')
      ).body.items.filter(({ procedure, state }) => procedure === 'knowledge.sync' && state === 'waiting')
        .length;
    const until = async (count: number) => {
      for (let tries = 0; tries < 200 && (await waiting()) !== count; tries++)
        await new Promise((resolve) => setTimeout(resolve, 25));
      assert.equal(await waiting(), count);
    };
    await until(1);
    await sync(source);
    await until(1);
    await owner.call('PATCH', pathOf(baseId, source.id), { everyHours: null });
    await until(0);
  });

  test('a page is asked for by what its site told of it, and read only where it has changed', async () => {
    const baseId = await newBase();
    const tagged = (text: string, etag: string) => ({ body: text, etag: `"${etag}"` });
    const since = 'Wed, 25 Nov 2026 10:00:00 GMT';
    site.pages.set('/tags/', tagged(page('Tags', 'The first.', 'one', 'two', 'three'), 'a'));
    site.pages.set('/tags/one', tagged(page('One', 'Leaves one.'), 'b'));
    site.pages.set('/tags/two', { body: page('Two', 'Leaves two.'), lastModified: since });
    site.pages.set('/tags/three', page('Three', 'Says nothing of itself.'));
    const source = await ended(await add(baseId, crawl({ address: `${site.url}/tags/` })));
    assert.deepEqual([source.counts, site.unchanged], [counts({ added: 4 }), []]);
    site.pages.set('/tags/one', tagged(page('One', 'Leaves eleven.'), 'c'));
    const again = await sync(source);
    assert.deepEqual(again.counts, counts({ replaced: 1, unchanged: 3 }));
    assert.deepEqual(
      site.unchanged.toSorted(),
      ['/tags/', '/tags/two'],
      'its links are followed all the same',
    );
    assert.match((await hitsOf(baseId, 'leaves'))[0]?.text ?? '', /eleven|two/);

    // A document that went is read again, though its page is as it was.
    const documents = `/api/v1/knowledge/bases/${baseId}/documents`;
    const two = (await documentsOf(baseId)).find(({ name }) => name === 'Two.html');
    await owner.call('DELETE', `${documents}/${two?.id}`);
    assert.deepEqual((await sync(source)).counts, counts({ added: 1, unchanged: 3 }));
    // Other bounds: all is read again.
    site.unchanged.length = 0;
    const settings = crawl({ address: `${site.url}/tags/`, exclude: ['/tags/three'] });
    await owner.call('PATCH', pathOf(baseId, source.id), { settings });
    assert.deepEqual((await sync(source)).counts, counts({ unchanged: 3, removed: 1 }));
    assert.deepEqual(site.unchanged, []);
  });

  test('a source signs in to its own host alone, and nobody is shown by what', async () => {
    const baseId = await newBase();
    using elsewhere = await webSite({ '/landing': page('Landing', 'Elsewhere.') });
    site.pages.set('/in/', page('In', 'Behind a door.', 'away', 'deeper'));
    site.pages.set('/in/deeper', page('Deeper', 'Behind two doors.'));
    site.pages.set('/in/away', { location: `${elsewhere.url.replace('127.0.0.1', 'localhost')}/landing` });
    const from = site.headers.length;
    const auth = { kind: 'basic', username: 'ada', password: 'kept-secret' };
    const made = await owner.call<SourceView>('POST', pathOf(baseId), {
      ...{ settings: crawl({ address: `${site.url}/in/`, scope: 'site' }), auth },
    });
    assert.deepEqual(made.body.auth, { kind: 'basic', name: 'ada' });
    const source = await ended(made.body);
    assert.equal(source.error, null, JSON.stringify(source.error));
    const basic = `Basic ${Buffer.from('ada:kept-secret').toString('base64')}`;
    assert.ok(site.headers.slice(from).every(({ authorization }) => authorization === basic));
    assert.deepEqual(elsewhere.headers, [], 'what leads elsewhere is not followed');
    assert.deepEqual(await namesOf(baseId), ['Deeper.html', 'In.html']);
    const told = [
      await owner.call('GET', pathOf(baseId, source.id)),
      await owner.call('GET', pathOf(baseId)),
      await owner.call('GET', `/api/v1/runs/${source.runId}/events`),
      await owner.call('GET', '/api/v1/audit'),
    ];
    assert.doesNotMatch(JSON.stringify(told), /kept-secret/);
    assert.ok(!JSON.stringify(told).includes(basic.slice(6)));

    const header = { kind: 'header', name: 'X-Key', value: 'other-secret' };
    const changed = await owner.call<SourceView>('PATCH', pathOf(baseId, source.id), { auth: header });
    assert.deepEqual(changed.body.auth, { kind: 'header', name: 'X-Key' });
    await sync(source);
    assert.deepEqual(
      [site.headers.at(-1)?.['x-key'], site.headers.at(-1)?.authorization],
      ['other-secret', undefined],
    );
    const kept = await owner.call<SourceView>('PATCH', pathOf(baseId, source.id), { everyHours: null });
    assert.deepEqual(kept.body.auth, { kind: 'header', name: 'X-Key' });
    const ended2 = await owner.call<SourceView>('PATCH', pathOf(baseId, source.id), { auth: null });
    assert.equal(ended2.body.auth, null);
    await sync(source);
    assert.equal(site.headers.at(-1)?.['x-key'], undefined);
    const open = { settings: crawl({ address: 'http://example.org/' }), auth };
    assert.equal((await owner.call('POST', pathOf(baseId), open)).body['code'], 'source_auth_insecure');
  });

  test('a private repository is read by a token that git never has', async () => {
    const baseId = await newBase();
    git.wants.authorization = `Basic ${Buffer.from('token:kept-secret').toString('base64')}`;
    try {
      const settings = { kind: 'git', address: `http://127.0.0.1:${git.port}/shop.git`, ref: 'main' };
      const auth = { kind: 'basic', username: 'token', password: 'kept-secret' };
      const made = await owner.call<SourceView>('POST', pathOf(baseId), { settings, auth });
      const source = await ended(made.body);
      assert.equal(source.error, null, JSON.stringify(source.error));
      assert.ok((await namesOf(baseId)).includes('README.md'));
      const { body } = await owner.call('GET', `/api/v1/runs/${source.runId}/events`);
      assert.doesNotMatch(JSON.stringify(body), /kept-secret|a2VwdC1zZWNyZXQ/);
      // What it fetched is kept for it alone: who has no token does not read it there.
      const other = await ended(await add(baseId, { ...settings, folder: 'docs' }));
      assert.equal(other.error?.code, 'git_failed');
      const wrong = { ...auth, password: 'wrong' };
      const refused = await owner.call<SourceView>('POST', pathOf(baseId), { settings, auth: wrong });
      assert.equal((await ended(refused.body)).error?.code, 'git_failed');
      // Neither the token nor its coded form lies open in the data folder.
      const files = readdirSync(product.folder, { recursive: true, withFileTypes: true });
      for (const entry of files.filter((one) => one.isFile())) {
        const bytes = readFileSync(join(entry.parentPath, entry.name));
        for (const secret of ['kept-secret', 'a2VwdC1zZWNyZXQ', 'dG9rZW46a2VwdC1zZWNyZXQ'])
          assert.ok(!bytes.includes(secret), `${entry.name} has ${secret}`);
      }
    } finally {
      git.wants.authorization = null;
    }
  });

  test('a next synchronization that is cancelled by hand is followed by the one after it, and the source says when', async () => {
    const baseId = await newBase();
    const { body } = await owner.call<SourceView>('POST', pathOf(baseId), {
      settings: crawl({ depth: 0 }),
      everyHours: 24,
    });
    const source = await ended(body);
    const now = async () => (await owner.call<SourceView>('GET', pathOf(baseId, source.id))).body;
    const hours = async () => Math.round((((await now()).nextSyncAt ?? 0) - Date.now()) / 3_600_000);
    const nextOf = async (not: string[]) => {
      const { body: runs } = await owner.call<
        Items<{ id: string; procedure: string; state: string; label: string }>
      >('GET', '/api/v1/runs?limit=100&procedure=knowledge.sync');
      return runs.items.find(
        (run) => !['done', 'failed', 'cancelled'].includes(run.state) && !not.includes(run.id),
      );
    };
    const first = await waitFor(() => nextOf([]));
    assert.equal(await hours(), 24);
    await owner.call('PUT', `/api/v1/runs/${first.id}/cancellation`);
    const second = await waitFor(() => nextOf([first.id]));
    assert.equal(await hours(), 48, 'the time that was cancelled is left out');
    assert.equal((await now()).error, null);
    // Deleting it leaves nobody waiting.
    await owner.call('DELETE', pathOf(baseId, source.id));
    await waitFor(async () => (await nextOf([])) === undefined);
    assert.notEqual(second.id, first.id);
  });
});
