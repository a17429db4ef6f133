import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineErrors } from '../../problem/index.ts';
import type { HitView } from '../contract.ts';
import { depthFor, type Rank, rerank } from './rerank.ts';

const CHAT = { modelId: 'm' };
const ENDPOINT = { providerId: 'p', wireName: 'w' };
const ASKED = { question: 'Why?', asker: { userId: 'u', workspaceId: 'w' } };
const errors = defineErrors({ model_away: { status: 503, message: () => 'Cannot call model: it is away' } });

const hit = (id: string, score: number, heading: string | null = null): HitView => ({
  ...{ id, documentId: 'd', documentName: 'd.md', baseId: 'b', text: `Text of ${id}.`, heading },
  ...{ page: null, start: 0, end: 9, version: 1, score, scores: { keyword: score } },
});
const HITS = [hit('a', 0.9), hit('b', 0.5, 'Heading'), hit('c', 0.1)];

async function reranked(rank: Rank, model: typeof CHAT | typeof ENDPOINT = CHAT, hits = HITS) {
  const troubles: unknown[] = [];
  const onTrouble = ({ error }: { error: unknown }) => void troubles.push(error);
  const { hits: found, ...told } = await rerank({ rank, onTrouble }, model, ASKED, hits);
  return { ids: found.map(({ id }) => id), scores: found.map(({ score }) => score), told, troubles };
}
const says =
  (...places: number[]): Rank =>
  async () =>
    places.map((place) => ({ place, score: 1 / (place + 1) }));

test('the places change and their scores stay, so that other bases compare', async () => {
  const { ids, scores, told } = await reranked(says(2, 0, 1));
  assert.deepEqual(
    [ids, scores],
    [
      ['c', 'a', 'b'],
      [0.9, 0.5, 0.1],
    ],
  );
  assert.deepEqual(told.scores.get('c'), 1 / 3);
  assert.equal(told.error, null);
});

test('a model is told the question, the texts with their headings, and who asks', async () => {
  const asked: unknown[] = [];
  await reranked(async (model, request) => {
    asked.push(model, request);
    return [0, 1, 2].map((place) => ({ place, score: null }));
  });
  const texts = ['Text of a.', 'Heading\nText of b.', 'Text of c.'];
  assert.deepEqual(asked, [CHAT, { ...ASKED, texts }]);
});

test('a failure keeps the order and says why; what nobody expected is told to the operator', async () => {
  const away = await reranked(() => Promise.reject(errors.model_away()));
  assert.deepEqual([away.ids, away.told.error?.code, away.troubles], [['a', 'b', 'c'], 'model_away', []]);
  const broken = await reranked(() => Promise.reject(new TypeError('secret')));
  assert.deepEqual([broken.ids, broken.told.error?.code], [['a', 'b', 'c'], 'internal_error']);
  assert.ok(!broken.told.error?.message.includes('secret') && broken.troubles.length === 1);
});

test('an order that loses, doubles or invents a hit is none', async () => {
  for (const places of [
    [0, 1],
    [0, 1, 1],
    [0, 1, 3],
    [0, 1, -1],
    [0, 1, 2, 3],
  ]) {
    const { ids, told } = await reranked(says(...places));
    assert.deepEqual([ids, told.error?.code], [['a', 'b', 'c'], 'internal_error'], String(places));
  }
});

test('a chat model is shown twenty, an endpoint fifty, and the rest follows', async () => {
  const many = Array.from({ length: 60 }, (_, index) => hit(`h${index}`, 1 - index / 100));
  const turned: Rank = async (_, { texts }) =>
    texts.map((_, at) => ({ place: texts.length - 1 - at, score: null }));
  for (const [model, shown] of [
    [CHAT, 20],
    [ENDPOINT, 50],
  ] as const) {
    const { ids, told } = await reranked(turned, model, many);
    assert.deepEqual([ids[0], ids[shown - 1], ids[shown]], [`h${shown - 1}`, 'h0', `h${shown}`]);
    assert.deepEqual([ids.length, told.scores.size], [60, shown]);
  }
});

test('a single hit needs no model', async () => {
  const { ids } = await reranked(() => assert.fail('nothing is to be ordered'), CHAT, [hit('a', 1)]);
  assert.deepEqual(ids, ['a']);
});

test('more is looked for than is shown, but where diversity has chosen what is shown', () => {
  assert.equal(depthFor(undefined, { limit: 5 }), 5);
  assert.equal(depthFor(CHAT, { limit: 5 }), 20);
  assert.equal(depthFor(ENDPOINT, { limit: 60 }), 60);
  assert.equal(depthFor(ENDPOINT, { limit: 5, diversity: 0.3 }), 5);
});
