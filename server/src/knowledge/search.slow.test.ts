import assert from 'node:assert/strict';
import { memorySearch } from '@agenticgen/search/testing';
import { permit } from '../access/index.ts';
import type { DatabaseHandle } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { admissionsTo } from './admitted.ts';
import { createBase } from './bases.ts';
import { createKnowledge } from './knowledge.ts';
import { openCollection, toIndexed } from './passages.ts';
import { searchableBases } from './queries.ts';
import type { Reranker } from './reranking/contract.ts';
import type { RankRequest } from './reranking/rerank.ts';
import { saveReranker } from './reranking/reranker.ts';
import { MAX_RERANKED_BASES, searchBases } from './search.ts';

const DAY_MS = 86_400_000;

interface Asked extends RankRequest {
  model: Reranker;
}

async function setUp({ db }: DatabaseHandle) {
  const runtime = testRuntime(Date.now());
  const workspaceId = await insertWorkspace(db, runtime);
  const by = await insertMember(db, runtime, workspaceId, 'editor');
  const search = memorySearch();
  const asked: Asked[] = [];
  /** Turns about what it is shown. */
  const rank = async (model: Reranker, request: RankRequest) => {
    asked.push({ model, ...request });
    return request.texts.map((_, at) => ({ place: request.texts.length - 1 - at, score: null }));
  };
  const needs = {
    db,
    search,
    rank,
    now: runtime.now,
    onTrouble: ({ error }: { error: unknown }) => assert.fail(String(error)),
  };

  async function base(texts: readonly string[], modelId?: string): Promise<string> {
    const wanted = { name: 'B', description: '', visibility: 'workspace' as const };
    const { id } = await createBase(db, runtime, permit(by, 'create', 'Knowledge'), wanted);
    for (const text of texts) await document(id, text);
    if (modelId) await saveReranker(db, id, { modelId });
    return id;
  }
  async function document(
    baseId: string,
    text: string,
    { name = 'a.md', daysOld = 0 } = {},
  ): Promise<string> {
    const id = runtime.newId();
    const updated_at = runtime.now() - daysOld * DAY_MS;
    await db
      .insertInto('knowledge_documents')
      .values({
        ...{ id, workspace_id: workspaceId, base_id: baseId, file_id: id, name, updated_at },
        ...{ media_type: 'text/plain', size: 1, state: 'ready', error_code: null, error_message: null },
        ...{ passages: 1, run_id: null, created_by: by.userId, created_at: 0, visibility: 'base' },
      })
      .execute();
    const place = { heading: null, page: null, start: 0, end: text.length, number: 0, edit: null };
    await openCollection(search, baseId).upsert(toIndexed(id, 1, [{ text, ...place }], updated_at));
    return id;
  }
  const found = async (baseIds: string[], more: object = {}) => {
    const query = { query: 'hemp ropes', mode: 'keyword' as const, limit: 10, ...more };
    return searchBases(needs, by, baseIds, query);
  };
  async function hide(documentId: string): Promise<void> {
    await db
      .updateTable('knowledge_documents')
      .set({ visibility: 'private', created_by: 'somebody else' })
      .where('id', '=', documentId)
      .execute();
  }
  const knowledge = createKnowledge(needs);
  const all = (only?: string[]) => {
    const query = { query: 'hemp ropes', mode: 'keyword' as const, limit: 10 };
    return knowledge.searchAll(permit(by, 'read', 'Knowledge'), query, only);
  };
  const admitted = async (id: string, filter = {}) => (await admissionsTo(db, by.userId, [id], filter))(id);
  const share = (base_id: string, document_id: string) =>
    db
      .insertInto('knowledge_grants')
      .values({ base_id, document_id, user_id: by.userId, verb: 'read', granted_by: 'x', created_at: 0 })
      .execute();
  return { db, by, base, document, found, asked, now: runtime.now, hide, share, all, admitted };
}

const ROPES = ['Hemp ropes, hemp ropes.', 'Hemp ropes are tarred.', 'Ropes of the old kind are hemp too.'];
const textsOf = (hits: { text: string }[]) => hits.map(({ text }) => text);

onBothDatabases('of several bases a model orders its own, in the places that it had', async (handle) => {
  const { base, found, asked } = await setUp(handle);
  const plain = await base(ROPES.map((text) => `${text} Plain.`));
  const turned = await base(ROPES, 'm');
  const before = await found([plain, turned], { rerank: false });
  assert.equal(asked.length, 0, 'not even where the base has a model');
  const after = await found([plain, turned]);
  const own = (hits: typeof after) => hits.filter(({ baseId }) => baseId === turned);
  assert.deepEqual(textsOf(own(after)), textsOf(own(before)).toReversed());
  assert.deepEqual(
    after.map(({ baseId, score }) => [baseId, score]),
    before.map(({ baseId, score }) => [baseId, score]),
  );
  assert.deepEqual(asked[0]?.texts, textsOf(own(before)), 'it reads its own base alone');
});

onBothDatabases('a search asks few models, those of the bases with the best hits', async (handle) => {
  const { base, found, asked } = await setUp(handle);
  const ids: string[] = [];
  const weak = [
    'The stores keep tar and wax and much besides, and one coil of hemp.',
    'A coil of hemp, too.',
  ];
  for (let at = 0; at < MAX_RERANKED_BASES + 3; at++)
    ids.push(await base(at < 3 ? weak : ['Hemp ropes, hemp ropes.', 'Hemp.', 'Tar.', 'Wax.'], `m${at}`));
  await found(ids);
  assert.equal(asked.length, MAX_RERANKED_BASES);
  const models = asked.map(({ model }) => ('modelId' in model ? model.modelId : '')).sort();
  assert.deepEqual(models, ['m3', 'm4', 'm5']);
});

onBothDatabases(
  'a model reads more than is shown, and counts for who asks and for the run',
  async (handle) => {
    const { by, base, found, asked } = await setUp(handle);
    const many = Array.from({ length: 25 }, (_, at) => `Hemp ropes ${'and more of them '.repeat(at)}`);
    const id = await base(many, 'm');
    const account = { runId: 'run', rootRunId: 'root', agentId: 'research' };
    const hits = await found([id], { limit: 2, account });
    const [request] = asked;
    assert.equal(request?.texts.length, 20);
    assert.deepEqual(textsOf(hits), request?.texts.slice(-2).toReversed());
    const { userId, workspaceId } = by;
    assert.deepEqual(request?.asker, { ...account, userId, workspaceId });
    asked.length = 0;
    await found([id], { limit: 2, diversity: 0.4 });
    assert.equal(asked[0]?.texts.length, 2, 'diversity chooses what is shown, the model orders it');
  },
);

onBothDatabases(
  'documents are left out by name, kind and age, and then neither scored nor counted',
  async (handle) => {
    const { base, document, found, now } = await setUp(handle);
    const id = await base([]);
    await document(id, 'Hemp ropes one.', { name: 'Log_of 100%.PDF', daysOld: 10 });
    await document(id, 'Hemp ropes two.', { name: 'log of 1000.ts', daysOld: 5 });
    await document(id, 'Hemp ropes three.', { name: 'tide.md', daysOld: 1 });
    const words = async (filter: object) =>
      textsOf(await found([id], { filter }))
        .map((text) => text.split(' ')[2])
        .sort();
    assert.deepEqual(await words({}), ['one.', 'three.', 'two.']);
    assert.deepEqual(await words({ name: 'LOG' }), ['one.', 'two.']);
    assert.deepEqual(await words({ name: '100%' }), ['one.'], 'no sign of a name is a pattern');
    assert.deepEqual(await words({ name: 'log_' }), ['one.']);
    assert.deepEqual(await words({ kinds: ['pdf', 'code'] }), ['one.', 'two.']);
    assert.deepEqual(await words({ kinds: ['image'] }), []);
    assert.deepEqual(await words({ since: now() - 6 * DAY_MS, until: now() - 2 * DAY_MS }), ['two.']);
    assert.deepEqual(await words({ name: 'log', kinds: ['pdf'], since: now() - 6 * DAY_MS }), []);
    const [alone] = await found([id], { filter: { name: 'tide' } });
    const other = await base([]);
    await document(other, 'Hemp ropes three.');
    assert.equal(alone?.score, (await found([other]))[0]?.score, 'as if the others were not there');
  },
);

onBothDatabases('what is older counts less, if that is wanted', async (handle) => {
  const { base, document, found } = await setUp(handle);
  const id = await base([]);
  await document(id, 'Hemp ropes, hemp ropes.', { name: 'old.md', daysOld: 60 });
  await document(id, 'Hemp ropes and much else besides, hemp.', { name: 'new.md' });
  const names = async (more: object) => (await found([id], more)).map(({ documentName }) => documentName);
  assert.deepEqual(await names({}), ['old.md', 'new.md']);
  assert.deepEqual(await names({ decay: { halfLifeDays: 10 } }), ['new.md', 'old.md']);
  assert.deepEqual(await names({ decay: { halfLifeDays: 10_000 } }), ['old.md', 'new.md']);
});

onBothDatabases('of 200 bases all are searched, the oldest as well', async (handle) => {
  const { base, all } = await setUp(handle);
  const oldest = await base(['Hemp ropes of the first days, hemp ropes.']);
  for (let made = 1; made < 200; made++) await base([`Tar and wax, number ${made}.`]);
  const { hits, unsearched } = await all();
  assert.deepEqual([hits.map(({ baseId }) => baseId), unsearched], [[oldest], 0]);
  assert.deepEqual((await all([oldest])).hits.length, 1, 'a base that is named is searched, however old');
  assert.deepEqual(await all([]), { hits: [], unsearched: 0 });
});

onBothDatabases(
  'bases beyond the bound are counted; those without documents, or of others, are none',
  async (handle) => {
    const { db, by, base } = await setUp(handle);
    const ids: string[] = [];
    for (let made = 0; made < 4; made++) ids.push(await base(['Tar.']));
    await base([]);
    const hidden = await base(['Tar.']);
    await db
      .updateTable('knowledge_bases')
      .set({ visibility: 'private', created_by: 'somebody else' })
      .where('id', '=', hidden)
      .execute();
    const newest = ids.toReversed();
    assert.deepEqual(await searchableBases(db, by, 4), { ids: newest, left: 0 });
    assert.deepEqual(await searchableBases(db, by, 3), { ids: newest.slice(0, 3), left: 1 });
    assert.deepEqual(await searchableBases(db, by, 1, [ids[0] ?? '', ids[1] ?? '', hidden]), {
      ...{ ids: [ids[1]], left: 1 },
    });
  },
);

onBothDatabases('what is hidden is told to the engine, unless what is seen is less', async (handle) => {
  const { base, document, found, hide, share, admitted } = await setUp(handle);
  const id = await base(ROPES);
  assert.deepEqual(await admitted(id), {});
  const secret = await document(id, 'Hemp ropes that nobody sees.');
  await hide(secret);
  assert.deepEqual(await admitted(id), { exceptDocumentIds: [secret] });
  assert.deepEqual(
    textsOf(await found([id])).toSorted(),
    ROPES.toSorted(),
    'a document that is hidden is not found',
  );
  const alone = await base(ROPES);
  assert.deepEqual(
    (await found([id])).map(({ score }) => score),
    (await found([alone])).map(({ score }) => score),
    'nor does it weigh in any score',
  );
  await share(id, secret);
  assert.deepEqual(await admitted(id), {}, 'what was granted is seen');
  assert.equal((await found([id])).length, 4);
  assert.equal(await admitted(id, { kinds: ['image'] }), null);
});

onBothDatabases(
  'of more than a thousand that are hidden, the few that are seen are told instead',
  async (handle) => {
    const { db, base, document, found, admitted } = await setUp(handle);
    const id = await base([]);
    const mine = await document(id, 'Hemp ropes.');
    const row = await db
      .selectFrom('knowledge_documents')
      .selectAll()
      .where('id', '=', mine)
      .executeTakeFirstOrThrow();
    const others = Array.from({ length: 1_001 }, (_, at) => ({
      ...{ ...row, id: `other-${String(at).padStart(4, '0')}`, source_hash: null },
      ...{ visibility: 'private', created_by: 'somebody else' },
    }));
    for (let at = 0; at < others.length; at += 200)
      await db
        .insertInto('knowledge_documents')
        .values(others.slice(at, at + 200))
        .execute();
    assert.deepEqual(await admitted(id), { documentIds: [mine] });
    assert.equal((await found([id])).length, 1);
    await db.updateTable('knowledge_documents').set({ state: 'pending' }).where('id', '=', mine).execute();
    assert.equal(await admitted(id), null);
    assert.deepEqual(await found([id]), []);
  },
);
