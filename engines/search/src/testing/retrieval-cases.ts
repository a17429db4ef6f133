// What every driver's queries can do beside finding: filters of attributes, phrases, beginnings of words, ages,
// diversity, parents, rerankers and vectors that are learned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Passage } from '../lib/passage.ts';
import type { Query } from '../lib/query.ts';
import type { Collection, Search } from '../lib/search.ts';

const idsOf = (hits: { id: string }[]) => hits.map(({ id }) => id);
const DAY_MS = 86_400_000;

function learned(id: string, text: string, more: Partial<Passage> = {}): Passage {
  return { id, documentId: `d-${id}`, text, ...more };
}

export function retrievalCases(search: Search): void {
  let made = 0;
  const open = (): Collection => search.collection(`retrieval${made++}`, { vectors: 'learned' });
  const filled = async (passages: Passage[]): Promise<Collection> => {
    const collection = open();
    await collection.upsert(passages);
    return collection;
  };
  const keyword = async (collection: Collection, query: Partial<Query>) =>
    collection.query({ text: '', mode: 'keyword', limit: 10, ...query });

  filterCases(filled, keyword);
  wordCases(filled, keyword);
  orderCases(filled, keyword);
  learnedCases(open);
  otherMetrics(search);
}

type Fill = (passages: Passage[]) => Promise<Collection>;
type Ask = (collection: Collection, query: Partial<Query>) => ReturnType<Collection['query']>;

function filterCases(filled: Fill, keyword: Ask): void {
  test('attributes filter a query, and several of them together', async () => {
    const collection = await filled([
      learned('a', 'wing', { attributes: { page: 1, kind: 'note' } }),
      learned('b', 'wing', { attributes: { page: 2, kind: 'note' } }),
      learned('c', 'wing', { attributes: { page: 2, kind: 'law' } }),
    ]);
    const find = async (where: NonNullable<Query['where']>) =>
      idsOf(await keyword(collection, { text: 'wing', where }));
    assert.deepEqual(await find({ page: 2 }), ['b', 'c']);
    assert.deepEqual(await find({ page: [1, 2], kind: 'note' }), ['a', 'b']);
    assert.deepEqual(await find({ page: '2' }), []);
    assert.deepEqual(await find({ other: 1 }), []);
    assert.equal(await collection.count({ where: { kind: 'note' }, documentIds: ['d-b', 'd-c'] }), 1);
    const except = { exceptDocumentIds: ['d-b', 'none'] };
    assert.deepEqual(idsOf(await keyword(collection, { text: 'wing', ...except })), ['a', 'c']);
    assert.equal(await collection.count({ ...except, documentIds: ['d-a', 'd-b'] }), 1);
    await assert.rejects(find({ 'a"b': 1 }), { code: 'search_query_invalid' });
  });
  test('scores tell nothing of what the filter leaves out', async () => {
    const mine = [learned('a', 'wing lift'), learned('b', 'wing drag of a long body'), learned('c', 'drag')];
    const collection = await filled(mine);
    const query = { text: 'wing drag lift', documentIds: ['d-a', 'd-b', 'd-c'] };
    const before = await keyword(collection, query);
    await collection.upsert(
      Array.from({ length: 40 }, (_, index) =>
        learned(`hidden${index}`, 'wing lift secret words '.repeat(9)),
      ),
    );
    assert.deepEqual(await keyword(collection, query), before);
  });
}

function wordCases(filled: Fill, keyword: Ask): void {
  test('a phrase is found where its words stand side by side, up to their forms', async () => {
    const collection = await filled([
      learned('a', 'The boundary layers of a wing'),
      learned('b', 'A layer at the boundary'),
      learned('c', '向量数据库支持检索'),
    ]);
    const find = async (...phrases: string[]) =>
      idsOf(await keyword(collection, { text: 'boundary layer 检索', phrases }));
    assert.deepEqual(await find('boundary layer'), ['a']);
    assert.deepEqual(await find('layer of a wing', 'boundary layers'), ['a']);
    assert.deepEqual(await find('数据库支持'), ['c']);
    assert.deepEqual(await find('wing boundary'), []);
    assert.equal((await find('"', '')).length, 3);
  });
  test('with prefix the last word may be unfinished', async () => {
    const collection = await filled([learned('a', 'aerodynamic heating'), learned('b', 'aerated water')]);
    const find = async (text: string, prefix = true) =>
      idsOf(await keyword(collection, { text, prefix })).sort();
    assert.deepEqual(await find('aer'), ['a', 'b']);
    assert.deepEqual(await find('heating aerod'), ['a']);
    assert.deepEqual(await find('aerodynamics'), ['a']);
    assert.deepEqual(await find('aer '), []);
    assert.deepEqual(await find('aer', false), []);
  });
  test('a heading weighs more than the text and is no part of it', async () => {
    const collection = await filled([
      learned('text', 'a wing and other things of the same length here'),
      learned('heading', 'something about other things of that length', { heading: 'Wing' }),
    ]);
    const hits = await keyword(collection, { text: 'wing', highlight: true });
    assert.deepEqual(idsOf(hits), ['heading', 'text']);
    assert.equal(hits[0]?.heading, 'Wing');
    assert.deepEqual(hits[0]?.highlights, []);
    assert.deepEqual(hits[1]?.highlights, [{ start: 2, end: 6 }]);
  });
  test('words in other languages are found in their forms', async () => {
    const collection = await filled([
      learned('de', 'Die Häuser der Stadt werden mit dem Geld gebaut'),
      learned('en', 'The houses of the city are built with money'),
    ]);
    assert.deepEqual(idsOf(await keyword(collection, { text: 'Haus' })), ['de']);
    assert.deepEqual(idsOf(await keyword(collection, { text: 'house' })), ['en']);
  });
}

function orderCases(filled: Fill, keyword: Ask): void {
  test('with decay what is older counts less, and what has no time keeps its score', async () => {
    const now = 1_000 * DAY_MS;
    const collection = await filled([
      learned('old', 'wing', { at: now - 20 * DAY_MS }),
      learned('new', 'wing', { at: now - DAY_MS }),
      learned('timeless', 'wing'),
    ]);
    const hits = await keyword(collection, { text: 'wing', decay: { halfLifeMs: 10 * DAY_MS, now } });
    assert.deepEqual(idsOf(hits), ['timeless', 'new', 'old']);
    assert.ok(Math.abs((hits[2]?.score ?? 0) / (hits[0]?.score ?? 1) - 0.25) < 1e-9);
  });
  test('with diversity the same again makes room for something else', async () => {
    const collection = await filled([
      learned('a', 'wing lift measured in a tunnel'),
      learned('a2', 'wing lift measured in a tunnel'),
      learned('b', 'wing of a butterfly, with colours and patterns'),
    ]);
    const find = async (diversity: number) =>
      idsOf(await keyword(collection, { text: 'wing lift', limit: 2, diversity }));
    assert.deepEqual(await find(0), ['a', 'a2']);
    assert.deepEqual(await find(0.7), ['a', 'b']);
  });
  test('a parent is shown once in place of what was found inside, and is not found itself', async () => {
    const parts = ['wing lift', 'wing drag'].map((text, index) =>
      learned(`part${index}`, text, { documentId: 'd', parentId: 'whole' }),
    );
    const collection = await filled([
      ...parts,
      learned('whole', 'wing lift and wing drag, all of it', { documentId: 'd', role: 'context' }),
      learned('alone', 'wing'),
    ]);
    assert.deepEqual(idsOf(await keyword(collection, { text: 'all of it wing' })).sort(), [
      'alone',
      'part0',
      'part1',
    ]);
    const hits = await keyword(collection, { text: 'lift wing', expand: 'parent' });
    assert.deepEqual(
      hits.map(({ id, found }) => [id, found]),
      [
        ['whole', ['part0', 'part1']],
        ['alone', ['alone']],
      ],
    );
    assert.equal(hits[0]?.text, 'wing lift and wing drag, all of it');
    assert.equal(await collection.deleteDocument('d'), 3);
  });
  test('a reranker has the last word, and its failure leaves the order as it was', async () => {
    const collection = await filled([learned('a', 'wing wing'), learned('b', 'wing'), learned('c', 'drag')]);
    const query: Query = { text: 'wing', mode: 'keyword', limit: 1 };
    const longest = await collection.query(query, {
      rerank: async (question, passages) => passages.map(({ text }) => question.length - text.length),
    });
    assert.deepEqual(
      longest.map(({ id, score }) => [id, score]),
      [['b', 0]],
    );
    for (const rerank of [
      async () => [1],
      async () => [Number.NaN, 1],
      async () => Promise.reject(new TypeError()),
    ])
      assert.deepEqual(idsOf(await collection.query(query, { rerank })), ['a']);
    await assert.rejects(collection.query(query, { rerank: async () => [], rerankDepth: 0 }), {
      code: 'search_query_invalid',
    });
  });
}

const SUBJECTS = [
  ['car', 'auto', 'engine wheel road driver motor street'],
  ['cat', 'feline', 'fur paw milk whisker purr kitten'],
  ['ship', 'vessel', 'sea harbour captain anchor deck wave'],
];

/** In each subject two words for one thing, which never meet in a passage. */
function subjects(count: number): Passage[] {
  return Array.from({ length: count }, (_, index) => {
    const [one = '', other = '', company = ''] = SUBJECTS[index % 3] as string[];
    const words = company.split(' ');
    const thing = index % 2 ? one : other;
    const text = `${thing} ${words[index % 6]} ${words[(index + 1) % 6]} ${words[(index + 3) % 6]}`;
    return learned(`p${index}`, text);
  });
}

function learnedCases(open: () => Collection): void {
  test('a collection that learns finds what shares no word with the question', async () => {
    const collection = open();
    await collection.upsert(subjects(96));
    const hits = await collection.query({ text: 'feline', mode: 'vector', limit: 20 });
    assert.ok(hits.some(({ text }) => text.startsWith('cat ')));
    assert.ok(hits.every(({ text }) => /^(?:cat|feline) /.test(text)));
  });
  test('what comes after the learning, and what is learned anew, compares with the rest', async () => {
    const collection = open();
    const [late, ...early] = subjects(200).reverse();
    await collection.upsert(early.slice(0, 80));
    for (let at = 80; at < early.length; at += 20) await collection.upsert(early.slice(at, at + 20));
    await collection.upsert([late as Passage]);
    const [first] = await collection.query({ text: late?.text, mode: 'vector', limit: 1 });
    assert.equal(first?.text, late?.text);
    assert.equal(await collection.count(), 200);
  });
  test('a learning collection refuses vectors from outside, and a small one finds by words', async () => {
    const collection = open();
    await assert.rejects(collection.upsert([learned('x', 'x', { vector: Float32Array.of(1) })]), {
      code: 'search_width_mismatch',
    });
    await collection.upsert([learned('a', 'temperature'), learned('b', 'viscosity')]);
    const [hit] = await collection.query({ text: 'temprature', mode: 'hybrid', limit: 1 });
    assert.equal(hit?.id, 'a');
  });
}

function otherMetrics(search: Search): void {
  test('given vectors turn into learned ones when a collection is opened so, and not back', async () => {
    const given = search.collection('turning');
    const texts = subjects(30);
    await given.upsert(texts.map((passage) => ({ ...passage, vector: Float32Array.of(1, 2) })));
    const turned = search.collection('turning', { vectors: 'learned' });
    const [hit] = await turned.query({ text: 'feline fur', mode: 'hybrid', limit: 1 });
    assert.match(hit?.text ?? '', /feline|fur/);
    await turned.upsert([learned('more', 'more')]);
    await assert.rejects(search.collection('turning', { vectors: 'given' }).count(), {
      code: 'search_vectors_learned',
    });
  });
  test('a collection keeps the metric that it began with', async () => {
    const collection = search.collection('metric', { metric: 'l2' });
    const at = (id: string, x: number): Passage => ({ ...learned(id, id), vector: Float32Array.of(x, 0) });
    await collection.upsert([at('near', 1), at('far', 5)]);
    const hits = await search
      .collection('metric', { metric: 'dot' })
      .query({ vector: Float32Array.of(2, 0), mode: 'vector', limit: 2 });
    assert.deepEqual(
      hits.map(({ id, score }) => [id, score]),
      [
        ['near', 0.5],
        ['far', 0.1],
      ],
    );
  });
}
