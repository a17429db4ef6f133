import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { addDocument, ask } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import { makePdf } from '../testing/pdf.ts';
import type { DocumentView, HitView, PassageView } from './contract.ts';

type Items<T> = { items: T[]; next?: string | null };

describe('knowledge, from upload to citation', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const basePath = (baseId: string) => `/api/v1/knowledge/bases/${baseId}`;
  const search = async (baseId: string, query: string, mode = 'hybrid', client = owner) =>
    (await client.call<Items<HitView>>('POST', `${basePath(baseId)}/search`, { query, mode })).body.items ??
    [];
  const documentOf = async (baseId: string, documentId: string) =>
    (
      await owner.call<DocumentView & Record<string, unknown>>(
        'GET',
        `${basePath(baseId)}/documents/${documentId}`,
      )
    ).body;
  async function passagesOf(baseId: string, documentId: string): Promise<PassageView[]> {
    const { body } = await owner.call<Items<PassageView>>(
      'GET',
      `${basePath(baseId)}/documents/${documentId}/passages?limit=100`,
    );
    return body.items;
  }
  const blobs = () =>
    readdirSync(join(product.folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length;

  const KINDS: [name: string, bytes: string | Uint8Array, query: string, found: RegExp][] = [
    [
      'boats.md',
      '# Hulls\n\nOak hulls last longest.\n\n# Sails\n\nSails are flax.',
      'what are sails made of',
      /flax/,
    ],
    [
      'boats.html',
      '<title>Boats</title><h2>Masts</h2><p>Masts are pine.</p>',
      'pine masts',
      /Masts are pine/,
    ],
    ['boats.pdf', makePdf([['Cover.'], ['Anchors are iron.']]), 'iron anchors', /Anchors are iron/],
    ['船.txt', '龙骨是铅做的。帆是亚麻做的。', '龙骨是什么做的', /龙骨是铅/],
  ];
  for (const [name, bytes, query, found] of KINDS) {
    test(`${name} is read, indexed and found in each mode`, async () => {
      const { baseId, documentId } = await addDocument(owner, name, bytes);
      const document = await documentOf(baseId, documentId);
      assert.equal(document.state, 'ready', JSON.stringify(document));
      assert.ok(document.passages > 0);
      for (const mode of ['hybrid', 'keyword', 'vector']) {
        const [hit] = await search(baseId, query, mode);
        assert.match(hit?.text ?? '', found, mode);
        assert.equal(hit?.documentName, name);
      }
    });
  }

  test('the passage of a PDF knows its page, that of Markdown its heading', async () => {
    const pdf = await addDocument(owner, 'pages.pdf', makePdf([['Cover.'], ['Anchors are iron.']]));
    assert.equal((await search(pdf.baseId, 'anchors', 'keyword'))[0]?.page, 2);
    const markdown = await addDocument(owner, 'parts.md', '# Hulls\n\nOak.\n\n# Sails\n\nFlax.');
    assert.equal((await search(markdown.baseId, 'flax', 'keyword'))[0]?.heading, 'Sails');
  });

  test('a citation opens the passage that was quoted, in English and in Chinese', async () => {
    const filler = Array.from(
      { length: 200 },
      (_, index) => `Filler line ${index} about herring. 关于鲱鱼的第${index}句。`,
    ).join(' ');
    const text = `${filler}\n\n# Fact\n\nThe windmill of Sanssouci was built in 1736.\n\n# 事实\n\n无忧宫的风车建于1736年。`;
    const { baseId, documentId } = await addDocument(owner, 'windmill.md', text);
    for (const question of ['When was the windmill of Sanssouci built?', '无忧宫的风车建于哪一年？']) {
      const { saved } = await ask(owner, question, { agent: 'research' });
      assert.match(saved.text, /1736/);
      const citation = saved.citations.find((candidate) => candidate.documentId === documentId);
      assert.ok(citation, saved.text);
      const passage = (await passagesOf(baseId, documentId)).find(({ id }) => id === citation.passageId);
      // The very words that support the answer, wherever in the passage they stand.
      assert.match(citation.quote, /1736/);
      const at = citation.start - (passage?.start ?? 0);
      assert.equal(passage?.text.slice(at, at + citation.quote.length), citation.quote);
    }
  });

  test('passages come in the order of the text, page by page', async () => {
    const text = Array.from({ length: 300 }, (_, index) => `Sentence ${index} of a long tale.`).join(' ');
    const { baseId, documentId } = await addDocument(owner, 'tale.txt', text);
    const all = await passagesOf(baseId, documentId);
    const paged: PassageView[] = [];
    let cursor = '';
    do {
      const path = `${basePath(baseId)}/documents/${documentId}/passages?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await owner.call<Items<PassageView>>('GET', path);
      paged.push(...body.items);
      cursor = body.next ?? '';
    } while (cursor !== '');
    assert.deepEqual(
      paged.map(({ id }) => id),
      all.map(({ id }) => id),
    );
    for (const passage of all) assert.equal(text.slice(passage.start, passage.end), passage.text);
  });

  test('the same bytes twice are stored once, and stay while one document has them', async () => {
    const before = blobs();
    const one = await addDocument(owner, 'same.txt', 'The same words twice.');
    const two = await addDocument(owner, 'same.txt', 'The same words twice.');
    assert.equal(blobs(), before + 1);
    await owner.call('DELETE', `${basePath(one.baseId)}/documents/${one.documentId}`);
    assert.equal((await search(two.baseId, 'same words'))[0]?.documentId, two.documentId);
    assert.equal(blobs(), before + 1);
  });

  test('a deleted document is gone at once: from lists, searches, passages and the store', async () => {
    const before = blobs();
    const { baseId, documentId } = await addDocument(owner, 'secret.txt', 'The treasure lies under the oak.');
    assert.equal((await search(baseId, 'treasure')).length, 1);
    const path = `${basePath(baseId)}/documents/${documentId}`;
    assert.equal((await owner.call('DELETE', path)).status, 204);
    assert.deepEqual(await search(baseId, 'treasure'), []);
    assert.equal((await owner.call('GET', path)).status, 404);
    assert.equal((await owner.call('GET', `${path}/passages`)).status, 404);
    const { body } = await owner.call<Items<{ id: string; procedure: string }>>('GET', '/api/v1/runs');
    const removal = body.items.find(({ procedure }) => procedure === 'knowledge.removal');
    await owner.call('GET', `/api/v1/runs/${removal?.id}/events`);
    assert.equal(blobs(), before);
  });

  test('a deleted base takes its documents and its index with it', async () => {
    const { baseId } = await addDocument(owner, 'gone.txt', 'Soon gone.');
    const index = () => readdirSync(join(product.folder, 'search')).filter((name) => name.includes(baseId));
    assert.ok(index().length > 0);
    assert.equal((await owner.call('DELETE', basePath(baseId))).status, 204);
    assert.equal((await owner.call('GET', basePath(baseId))).status, 404);
    const { body } = await owner.call<Items<{ id: string; procedure: string }>>('GET', '/api/v1/runs');
    const removal = body.items.find(({ procedure }) => procedure === 'knowledge.removal');
    await owner.call('GET', `/api/v1/runs/${removal?.id}/events`);
    assert.deepEqual(index(), []);
  });

  test('over several bases the best passages come first, not the best of each base', async () => {
    const good = await addDocument(
      owner,
      'dolmen.md',
      '# Dolmen\n\nThe dolmen of Kerouan is a grave.\n\n# Stones\n\nThe dolmen of Kerouan has nine stones.',
    );
    for (let index = 0; index < 3; index++)
      await addDocument(owner, `other-${index}.md`, 'A grave of stones is old.');
    const asked = await ask(owner, 'How many stones has the dolmen of Kerouan?', { agent: 'research' });
    const quoted = asked.streamed.citations.slice(0, 2).map(({ documentId }) => documentId);
    assert.deepEqual(quoted, [good.documentId, good.documentId]);
    assert.match(asked.saved.text, /nine stones/);
  });

  test('a viewer searches and reads but does not change; a stranger finds nothing', async () => {
    const { baseId, documentId } = await addDocument(owner, 'shared.txt', 'Shared words.');
    const viewer = await invited(product, 'viewer');
    assert.equal((await search(baseId, 'shared', 'hybrid', viewer)).length, 1);
    const path = `${basePath(baseId)}/documents`;
    assert.equal((await viewer.upload(path, 'a.txt', 'a')).status, 403);
    assert.equal((await viewer.call('DELETE', `${path}/${documentId}`)).status, 403);
    assert.equal((await viewer.call('DELETE', basePath(baseId))).status, 403);
    assert.equal((await product.anonymous.call('GET', path)).status, 401);
  });

  test('a base is renamed and counts its documents', async () => {
    const { baseId } = await addDocument(owner, 'one.txt', 'One.');
    const { body } = await owner.call('PATCH', basePath(baseId), { name: 'New name', description: 'Why' });
    assert.deepEqual([body.name, body.description, body.documents], ['New name', 'Why', 1]);
    const empty = await owner.call('PATCH', basePath(baseId), { name: ' ' });
    assert.equal(empty.status, 400);
  });

  test('a search that makes no sense is refused', async () => {
    const { baseId } = await addDocument(owner, 'two.txt', 'Two.');
    for (const body of [
      { query: ' ' },
      { query: 'x', mode: 'magic' },
      { query: 'x', limit: 0 },
      { query: 'x'.repeat(2_001) },
    ])
      assert.equal((await owner.call('POST', `${basePath(baseId)}/search`, body)).status, 400);
  });
});
