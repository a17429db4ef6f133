import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';
import type { HitView } from './contract.ts';
import type { ExplainedView } from './explain-contract.ts';

const TEXT = `# Tides\n\nThe tide is high twice a day.\n\n# Storms\n\nA storm raises the tide.\n\n# Lamps\n\nLamps burn oil.\n`;

describe('a search is explained over HTTP', () => {
  let product: TestApp;
  let owner: Client;
  let base: string;
  before(async () => {
    product = await testApp();
    owner = product.owner;
    const { baseId } = await addDocument(owner, 'harbour.md', TEXT);
    base = `/api/v1/knowledge/bases/${baseId}`;
  });
  after(() => product[Symbol.asyncDispose]());

  const explain = async (settings: object, client = owner) =>
    (await client.call<ExplainedView>('POST', `${base}/explanations`, settings)).body;

  test('the hits are those of the same search, and each says where it stood', async () => {
    const { stages, items } = await explain({ query: 'storm tide' });
    const search = await owner.call<{ items: HitView[] }>('POST', `${base}/search`, { query: 'storm tide' });
    assert.deepEqual(
      items.map(({ hit }) => [hit.id, hit.score]),
      search.body.items.map(({ id, score }) => [id, score]),
    );
    assert.deepEqual(
      stages.map(({ stage }) => stage),
      ['keyword', 'vector', 'fusion'],
    );
    assert.ok(stages.every(({ ms }) => ms >= 0));
    const [first] = items;
    assert.equal(first?.standings.keyword?.rank, 1);
    assert.equal(first?.standings.keyword?.score, first?.hit.scores.keyword);
    assert.deepEqual(first?.standings.fusion, { rank: 1, score: first?.hit.score });
    for (const [index, { standings }] of items.entries()) assert.equal(standings.fusion?.rank, index + 1);
  });

  test('weights, phrases and prefix change what is found', async () => {
    const only = await explain({ query: 'storm', weights: { keyword: 1, vector: 0 } });
    assert.deepEqual(
      only.items.map(({ hit }) => hit.heading),
      ['Storms'],
    );
    const phrase = await explain({ query: 'tide', phrases: ['high twice'], mode: 'keyword' });
    assert.deepEqual(
      phrase.items.map(({ hit }) => hit.heading),
      ['Tides'],
    );
    const typed = await explain({ query: 'lam', prefix: true, mode: 'keyword' });
    assert.deepEqual(
      typed.items.map(({ hit }) => hit.heading),
      ['Lamps'],
    );
    const diverse = await explain({ query: 'tide', diversity: 0.9, limit: 2 });
    assert.equal(diverse.stages.at(-1)?.stage, 'diversity');
    assert.equal(diverse.items.length, 2);
  });

  test('what is read knows its time, so that age counts, and documents are left out by what they are', async () => {
    const aged = await explain({ query: 'storm tide', decay: { halfLifeDays: 1 } });
    assert.deepEqual(
      aged.stages.map(({ stage }) => stage),
      ['keyword', 'vector', 'fusion', 'decay'],
    );
    for (const { hit, standings } of aged.items) {
      const [fused, now] = [standings.fusion?.score ?? 0, standings.decay?.score ?? 0];
      assert.ok(now < fused && now > fused * 0.9, 'moments of a day are told');
      assert.equal(hit.score, now);
    }
    const found = async (filter: object) => (await explain({ query: 'tide', filter })).items.length;
    assert.deepEqual(
      await found({ name: 'harbour', kinds: ['markdown'] }),
      (await explain({ query: 'tide' })).items.length,
    );
    for (const filter of [{ name: 'quay' }, { kinds: ['pdf'] }, { until: 1 }])
      assert.equal(await found(filter), 0);
  });

  test('what another keeps private has no rank, no place and no score in an explanation', async () => {
    const before = await explain({ query: 'storm tide' });
    const editor = await newMember(product, 'editor');
    const other = await editor.upload<{ documentId: string; runId: string }>(
      `${base}/documents`,
      'secret.md',
      '# Secret\n\nstorm tide storm tide storm tide',
    );
    await editor.call('GET', `/api/v1/runs/${other.body.runId}/events`);
    await editor.call('PATCH', `${base}/documents/${other.body.documentId}`, { visibility: 'private' });
    assert.ok(
      (await explain({ query: 'storm tide' }, editor)).items.some(({ hit }) => hit.heading === 'Secret'),
    );
    const viewer = await newMember(product, 'viewer');
    const seen = await explain({ query: 'storm tide', mode: 'keyword' }, viewer);
    const alone = before.items
      .filter(({ standings }) => standings.keyword)
      .map(({ hit, standings }) => [hit.id, standings.keyword]);
    assert.deepEqual(
      seen.items.map(({ hit, standings }) => [hit.id, standings.keyword]),
      alone.toSorted(([, a], [, b]) => rankOf(a) - rankOf(b)),
    );
  });
});

const rankOf = (standing: unknown): number => (standing as { rank: number }).rank;
