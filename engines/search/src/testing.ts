// The contract of every driver, and the fake for whoever uses the engine.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { hashedEmbedder } from './lib/hashed-embedder.ts';
import {
  MAX_BATCH,
  MAX_FILTER_DOCUMENTS,
  MAX_ID_CHARS,
  MAX_QUERY_CHARS,
  MAX_TEXT_CHARS,
} from './lib/limits.ts';
import type { Passage } from './lib/passage.ts';
import type { Hit, Query } from './lib/query.ts';
import type { Search } from './lib/search.ts';
import { retrievalCases } from './testing/retrieval-cases.ts';

export { memorySearch } from './drivers/memory.ts';

const embedder = hashedEmbedder({ width: 64 });
const TEXTS: Record<string, string> = {
  wing: 'The lift of a swept wing grows with its angle of attack',
  boundary: 'Boundary layers separate from the surface at high angles',
  heat: 'Heat transfer to a blunt body in hypersonic flow',
  weather: '今天北京的天气很好，适合去公园散步',
  vector: '向量数据库支持相似度检索和关键词搜索',
  tokyo: '東京タワーは日本の有名な観光地です',
};

/** Document "d-<id>" unless told otherwise. */
export function passage(
  id: string,
  text = TEXTS[id] ?? id,
  documentId = `d-${id}`,
): Passage & { vector: Float32Array } {
  return {
    id,
    documentId,
    text,
    vector: embedder.embed([text])[0] ?? new Float32Array(64),
    attributes: { source: id, page: 1 },
  };
}

const idsOf = (hits: { id: string }[]) => hits.map(({ id }) => id);

export function searchContract(name: string, makeSearch: () => Search): void {
  suite(`${name} keeps the contract of search`, () => {
    const search = makeSearch();
    after(() => search.close());
    let made = 0;
    const filled = async () => {
      const collection = search.collection(`c${made++}`);
      await collection.upsert(Object.keys(TEXTS).map((id) => passage(id)));
      return collection;
    };
    storage(filled, search);
    retrieval(filled);
    refusals(filled, search);
    bounds(filled);
    atOnce(filled);
    retrievalCases(search);
  });
}

type Filled = () => Promise<ReturnType<Search['collection']>>;

function storage(filled: Filled, search: Search): void {
  test('get() and listDocument() give back what was put in', async () => {
    const collection = await filled();
    assert.deepEqual(await collection.get(['tokyo', 'none', 'wing']), [
      { id: 'tokyo', documentId: 'd-tokyo', text: TEXTS.tokyo, attributes: { source: 'tokyo', page: 1 } },
      { id: 'wing', documentId: 'd-wing', text: TEXTS.wing, attributes: { source: 'wing', page: 1 } },
    ]);
    assert.deepEqual(idsOf(await collection.listDocument('d-heat')), ['heat']);
    assert.equal(await collection.count(), Object.keys(TEXTS).length);
  });
  test('upsert() replaces a passage in every index', async () => {
    const collection = await filled();
    await collection.upsert([passage('wing', 'zebra crossing')]);
    assert.equal(await collection.count(), Object.keys(TEXTS).length);
    assert.deepEqual(idsOf(await collection.query({ text: 'swept', mode: 'keyword', limit: 5 })), []);
    assert.deepEqual(idsOf(await collection.query({ text: 'zebra', mode: 'keyword', limit: 5 })), ['wing']);
    const [vector] = embedder.embed(['zebra crossing']);
    assert.deepEqual(idsOf(await collection.query({ vector, mode: 'vector', limit: 1 })), ['wing']);
  });
  test('replaceDocument() swaps all passages of one document and no other', async () => {
    const collection = await filled();
    await collection.upsert([passage('a', 'apple', 'fruit'), passage('b', 'banana', 'fruit')]);
    await collection.replaceDocument('fruit', [passage('c', 'cherry', 'fruit')]);
    assert.deepEqual(idsOf(await collection.listDocument('fruit')), ['c']);
    assert.deepEqual(
      idsOf(await collection.query({ text: 'apple banana cherry', mode: 'keyword', limit: 5 })),
      ['c'],
    );
    assert.equal(await collection.count(), Object.keys(TEXTS).length + 1);
  });
  test('deleteDocument() says how many passages went and leaves nothing to find', async () => {
    const collection = await filled();
    assert.equal(await collection.deleteDocument('d-heat'), 1);
    assert.equal(await collection.deleteDocument('d-heat'), 0);
    const vector = passage('heat').vector;
    assert.ok(
      !idsOf(await collection.query({ text: TEXTS.heat, vector, mode: 'hybrid', limit: 10 })).includes(
        'heat',
      ),
    );
  });
  test('drop() empties a collection, and it can be filled anew with another width', async () => {
    const { name } = await filled();
    await search.drop(name);
    assert.equal(await search.collection(name).count(), 0);
    await search
      .collection(name)
      .upsert([{ id: 'x', documentId: 'd', text: 'x', vector: Float32Array.of(1, 0) }]);
    await search.drop('never-made');
  });
  test('collections know nothing of each other', async () => {
    const one = await filled();
    const other = await filled();
    await one.deleteDocument('d-wing');
    assert.equal((await other.get(['wing'])).length, 1);
  });
}

function retrieval(filled: Filled): void {
  const FOUND: [text: string, id: string][] = [
    ['wings', 'wing'],
    ['separation of the boundary layer', 'boundary'],
    ['HYPERSONIC flows', 'heat'],
    ['北京天气', 'weather'],
    ['散步', 'weather'],
    ['相似度检索', 'vector'],
    ['关键词', 'vector'],
    ['東京タワー', 'tokyo'],
    ['観光', 'tokyo'],
  ];
  for (const [text, id] of FOUND) {
    test(`"${text}" finds its passage by keyword and in hybrid`, async () => {
      const collection = await filled();
      const [vector] = embedder.embed([text]);
      assert.equal((await collection.query({ text, mode: 'keyword', limit: 3 }))[0]?.id, id);
      assert.equal((await collection.query({ text, vector, mode: 'hybrid', limit: 3 }))[0]?.id, id);
    });
  }
  test('a vector finds itself first, with cosine 1', async () => {
    const collection = await filled();
    const [hit] = await collection.query({
      vector: passage('vector').vector.map((value) => value * 7),
      mode: 'vector',
      limit: 2,
    });
    assert.equal(hit?.id, 'vector');
    assert.ok(Math.abs((hit?.score ?? 0) - 1) < 1e-5);
    assert.equal(hit?.scores.vector, hit?.score);
  });
  test('hybrid fuses ranks and tells both scores', async () => {
    const collection = await filled();
    const query: Query = { text: TEXTS.wing, vector: passage('wing').vector, mode: 'hybrid', limit: 1 };
    const [hit] = await collection.query(query);
    assert.ok(Math.abs((hit?.score ?? 0) - 2 / 61) < 1e-9);
    assert.ok((hit?.scores.keyword ?? 0) > 0 && (hit?.scores.vector ?? 0) > 0.99);
    const [weighted] = await collection.query({ ...query, weights: { keyword: 3, vector: 0 } });
    assert.ok(Math.abs((weighted?.score ?? 0) - 3 / 61) < 1e-9);
  });
  test('the filter is part of the query: its documents fill the limit', async () => {
    const collection = await filled();
    const documentIds = ['d-tokyo', 'd-heat'];
    const vector = passage('wing').vector;
    const ids = async (query: Partial<Query>): Promise<string[]> =>
      idsOf(
        (await collection.query({
          text: 'wing heat',
          vector,
          mode: 'hybrid',
          limit: 2,
          documentIds,
          ...query,
        })) as Hit[],
      ).sort();
    assert.deepEqual(await ids({}), ['heat', 'tokyo']);
    assert.deepEqual(await ids({ mode: 'vector' }), ['heat', 'tokyo']);
    assert.deepEqual(await ids({ mode: 'keyword' }), ['heat']);
    assert.deepEqual(await ids({ documentIds: [] }), []);
  });
  const ODD = [
    '"',
    '""" OR "',
    'wing AND NOT lift',
    'terms:wing',
    'NEAR(a b)',
    '*',
    'wi*',
    '(',
    '🎈🎈',
    '\0',
    'a\0b',
    '',
    '   ',
    'the of and',
    '-',
    '\ud800',
    "'; DROP TABLE passages; --",
    '🇨🇳中',
  ];
  for (const text of [...ODD, 'wing '.repeat(2_000), '天'.repeat(10_000)]) {
    test(`query ${JSON.stringify(text.slice(0, 30))} is only words`, async () => {
      const collection = await filled();
      const hits = await collection.query({
        text,
        vector: embedder.embed([text])[0],
        mode: 'hybrid',
        limit: 3,
      });
      assert.ok(hits.length <= 3);
      assert.equal(await collection.count(), Object.keys(TEXTS).length);
    });
  }
}

function refusals(filled: Filled, search: Search): void {
  test('a bad passage leaves nothing of its batch behind', async () => {
    const collection = await filled();
    const bad: [Partial<Passage>, string][] = [
      [{ vector: Float32Array.of(1, 2, 3) }, 'search_width_mismatch'],
      [{ vector: new Float32Array(64).fill(Number.NaN) }, 'search_passage_invalid'],
      [{ id: '' }, 'search_passage_invalid'],
      [{ id: 'good' }, 'search_passage_invalid'],
      [{ text: 'x'.repeat(70_000) }, 'search_passage_invalid'],
    ];
    for (const [part, code] of bad) {
      await assert.rejects(collection.upsert([passage('good'), { ...passage('bad'), ...part }]), { code });
    }
    await assert.rejects(collection.upsert([{ ...passage('narrow'), vector: Float32Array.of(1, 2, 3) }]), {
      code: 'search_width_mismatch',
      message: 'Cannot use vector: width is 3, index needs 64',
    });
    assert.equal(await collection.count(), Object.keys(TEXTS).length);
    assert.equal((await collection.query({ text: 'good', mode: 'keyword', limit: 9 })).length, 0);
  });
  test('replaceDocument() refuses a passage of another document and keeps the old ones', async () => {
    const collection = await filled();
    await assert.rejects(collection.replaceDocument('d-wing', [passage('heat')]), {
      code: 'search_passage_invalid',
    });
    assert.equal((await collection.listDocument('d-wing')).length, 1);
  });
  test('a query that makes no sense is refused', async () => {
    const collection = await filled();
    const bad: Partial<Query>[] = [
      { limit: 0 },
      { limit: 1.5 },
      { limit: 1_001 },
      { mode: 'keyword', text: undefined },
      { mode: 'vector' },
      { weights: { keyword: -1 } },
    ];
    for (const part of bad) {
      await assert.rejects(
        collection.query({ text: 'a', mode: 'hybrid', limit: 1, ...part }),
        { code: 'search_query_invalid' },
        JSON.stringify(part),
      );
    }
    await assert.rejects(collection.query({ vector: Float32Array.of(1), mode: 'vector', limit: 1 }), {
      code: 'search_width_mismatch',
    });
  });
  test('a name that is no plain file name is refused', () => {
    for (const name of ['', '../x', 'a/b', 'A', 'x'.repeat(65), 'a.b', '-a']) {
      assert.throws(() => search.collection(name), { code: 'search_collection_name_invalid' }, name);
    }
  });
}

function bounds(filled: Filled): void {
  test('batches, ids, filters and texts have limits, and what is at the limit is taken', async () => {
    const collection = await filled();
    const many = Array.from({ length: MAX_BATCH + 1 }, (_, index) => `p${index}`);
    const vector = new Float32Array(64);
    const plain = many.map((id) => ({ id, documentId: 'many', text: '', vector }));
    await assert.rejects(collection.upsert(plain), { code: 'search_batch_too_large' });
    await assert.rejects(collection.get(many), { code: 'search_batch_too_large' });
    await assert.rejects(
      collection.query({ text: 'x'.repeat(MAX_QUERY_CHARS + 1), mode: 'keyword', limit: 1 }),
      { code: 'search_query_invalid' },
    );
    const documentIds = Array.from({ length: MAX_FILTER_DOCUMENTS + 1 }, () => 'd');
    await assert.rejects(collection.query({ text: 'x', mode: 'keyword', limit: 1, documentIds }), {
      code: 'search_query_invalid',
    });
    await collection.upsert([{ ...passage('long'), text: 'long '.repeat(MAX_TEXT_CHARS / 5) }]);
    assert.equal((await collection.query({ text: 'long', mode: 'keyword', limit: 1 }))[0]?.id, 'long');
  });
  test('ids with quotes, wildcards and other scripts are only ids', async () => {
    const collection = await filled();
    const ids = ["o'hara", '%', '_', '"x"', '船/1', 'a;--'];
    await collection.upsert(ids.map((id) => passage(id, `text of ${id}`, `of ${id}`)));
    assert.deepEqual(idsOf(await collection.get(ids)), ids);
    for (const id of ids) {
      assert.deepEqual(idsOf(await collection.listDocument(`of ${id}`)), [id]);
      assert.equal(await collection.deleteDocument(`of ${id}`), 1);
    }
    assert.equal(await collection.count(), Object.keys(TEXTS).length);
  });
  test('an id that is empty, too long or has a NUL is refused', async () => {
    const collection = await filled();
    for (const id of ['', 'x'.repeat(MAX_ID_CHARS + 1), 'a\0b']) {
      await assert.rejects(collection.listDocument(id), { code: 'search_passage_invalid' });
      await assert.rejects(collection.deleteDocument(id), { code: 'search_passage_invalid' });
      await assert.rejects(collection.upsert([passage('a', 'a', id)]), { code: 'search_passage_invalid' });
    }
  });
  test('an empty batch changes nothing, and an empty replacement removes the document', async () => {
    const collection = await filled();
    await collection.upsert([]);
    await collection.replaceDocument('d-wing', []);
    assert.deepEqual(await collection.get(['wing']), []);
    assert.equal(await collection.count(), Object.keys(TEXTS).length - 1);
  });
  test('equal scores come in the order of ids, every time', async () => {
    const collection = await filled();
    await collection.upsert(['c', 'a', 'b'].map((id) => passage(id, 'zebra zebra')));
    const vector = passage('x', 'zebra zebra').vector;
    for (const mode of ['keyword', 'vector'] as const) {
      const hits = await collection.query({ text: 'zebra', vector, mode, limit: 3 });
      assert.deepEqual(idsOf(hits), ['a', 'b', 'c'], mode);
    }
  });
  test('attributes come back as they were, and nothing is made of none', async () => {
    const collection = await filled();
    const attributes = { heading: 'Über 船 "x"', page: 3, start: 0, share: 0.5 };
    await collection.upsert([
      { ...passage('with'), attributes },
      { ...passage('without'), attributes: undefined },
    ]);
    const [first, second] = await collection.get(['with', 'without']);
    assert.deepEqual(first?.attributes, attributes);
    assert.deepEqual(second?.attributes, {});
  });
  test('an empty collection answers every query with nothing', async () => {
    const collection = await filled();
    for (const id of Object.keys(TEXTS)) await collection.deleteDocument(`d-${id}`);
    for (const mode of ['keyword', 'vector', 'hybrid'] as const) {
      const query = { text: 'wing', vector: passage('wing').vector, mode, limit: 5 };
      assert.deepEqual(await collection.query(query), [], mode);
    }
  });
}

function atOnce(filled: Filled): void {
  test('replacements at once leave one whole version, and readers never see half of one', async () => {
    const collection = await filled();
    const version = (number: number) =>
      Array.from({ length: 5 }, (_, index) => passage(`v-${index}`, `version${number} part`, 'doc'));
    await collection.replaceDocument('doc', version(0));
    const writing = Promise.all(
      Array.from({ length: 10 }, (_, number) => collection.replaceDocument('doc', version(number))),
    );
    for (let look = 0; look < 20; look++) {
      const texts = (await collection.listDocument('doc')).map(({ text }) => text);
      assert.equal(texts.length, 5);
      assert.equal(new Set(texts).size, 1, texts.join());
    }
    await writing;
    assert.equal(await collection.count(), Object.keys(TEXTS).length + 5);
  });
}
