import assert from 'node:assert/strict';
import { createOrchestrator, createSqlStore, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant } from '../access/index.ts';
import type { AnswerProcedure } from '../agents/index.ts';
import { type Database, type DatabaseHandle, upsert } from '../db/index.ts';
import { findBase, type Knowledge } from '../knowledge/index.ts';
import { modelErrors } from '../models/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { settingsSchema } from './contract.ts';
import { evaluationProcedure } from './evaluation.ts';
import { deleteEvaluation, deleteSet, presentEvaluation, startEvaluation } from './evaluations.ts';
import {
  findEvaluation,
  findSet,
  pageOfResults,
  pageOfSets,
  questionIds,
  seenExpectations,
} from './queries.ts';
import { addQuestions, changeQuestion, createSet, MAX_QUESTIONS, MAX_SETS } from './sets.ts';

type Search = Knowledge['searchBase'];
const BASE = '0199a000-0000-7000-8000-0000000000ba';
const DOCUMENT = '0199a000-0000-7000-8000-0000000000d1';
const HIDDEN = '0199a000-0000-7000-8000-0000000000d2';
const SETTINGS = settingsSchema.parse({});
const expected = (documentId: string) => ({ documentId, grade: 1, quote: null, span: null });

/** A base with a document that all see and one that nobody does but its owner, and a set of questions. */
async function bench({ db, dialect }: DatabaseHandle, questions: number) {
  const runtime = testRuntime(Date.now());
  const workspaceId = await insertWorkspace(db, runtime);
  const [me, other] = [
    await insertMember(db, runtime, workspaceId, 'editor'),
    await insertMember(db, runtime, workspaceId, 'editor'),
  ];
  const at = { workspace_id: workspaceId, created_at: runtime.now() };
  const base = { id: BASE, name: 'B', description: '', visibility: 'workspace', created_by: me.userId };
  await db
    .insertInto('knowledge_bases')
    .values({ ...base, ...at })
    .execute();
  for (const [id, visibility, created_by] of [
    [DOCUMENT, 'base', me.userId],
    [HIDDEN, 'private', other.userId],
  ] as const) {
    const file = { file_id: 'f', name: `${visibility}.txt`, media_type: 'text/plain', size: 1, passages: 1 };
    const state = { state: 'ready', error_code: null, error_message: null, run_id: null };
    await db
      .insertInto('knowledge_documents')
      .values({ id, base_id: BASE, visibility, created_by, ...at, ...file, ...state })
      .execute();
  }
  const editing = async (by = me) => grant(by, 'edit', 'Knowledge', await findBase(db, BASE, by.userId));
  const mine = await editing();
  const set = await createSet(db, runtime, mine, 'S');
  const asked = Array.from({ length: questions }, (_, index) => ({
    text: `Question ${index}?`,
    expected: [expected(DOCUMENT)],
  }));
  await addQuestions(db, runtime, mine, set, asked);
  const answer: AnswerProcedure = procedure({
    name: 'agents.answer',
    input: z.custom<Parameters<AnswerProcedure['run']>[1]>(),
    run: async () => ({ text: '', isUnknown: false, citations: { marks: 2, right: 1 } }),
  });
  const workers: { stop(options: { graceMs: number }): Promise<void> }[] = [];
  /** A worker of its own, like a process that starts. */
  function worker(searchBase: Search) {
    const evaluation = evaluationProcedure({ db, knowledge: { searchBase }, answer });
    const store = createSqlStore({ db, dialect });
    const procedures = [evaluation, answer];
    const orchestrator = createOrchestrator<Database>({ store, procedures, exclusive: true, pollMs: 10 });
    orchestrator.work();
    workers.push(orchestrator);
    const models = { resolve: async () => assert.fail('the base has no model') };
    return { db, runtime, orchestrator, evaluation, models };
  }
  const reading = async () => grant(me, 'read', 'Knowledge', await findBase(db, BASE, me.userId));
  const evaluationOf = async (id: string) => {
    const row = await findEvaluation(db, await reading(), set.id, id);
    return row ? presentEvaluation(row) : undefined;
  };
  return {
    ...{ db, runtime, me, other, set, mine, editing, reading, worker, evaluationOf },
    async stop() {
      for (const each of workers) await each.stop({ graceMs: 0 });
    },
  };
}

const finds =
  (asked: string[]): Search =>
  async (_, { query }) => {
    asked.push(query);
    const place = { heading: null, page: null, start: 0, end: 1, version: 1, baseId: BASE };
    const hit = { id: `${DOCUMENT}.0`, documentId: DOCUMENT, documentName: 'base.txt', text: 'x' };
    return [{ ...hit, ...place, score: 1, scores: {} }];
  };

onBothDatabases('an evaluation that is cut off goes on, and asks and saves nothing twice', async (handle) => {
  const world = await bench(handle, 25);
  const first: string[] = [];
  const hangs: Search = (base, query) =>
    first.length < 12 ? finds(first)(base, query) : new Promise(() => first.push('hangs'));
  const before = world.worker(hangs);
  const { evaluationId } = await startEvaluation(before, await world.reading(), world.set, SETTINGS);
  await waitFor(async () => first.includes('hangs') || null);
  await before.orchestrator.stop({ graceMs: 0 });
  assert.equal((await pageOfResults(world.db, evaluationId, undefined, 100)).length, 10);

  const second: string[] = [];
  world.worker(finds(second));
  const done = await waitFor(async () => {
    const evaluation = await world.evaluationOf(evaluationId);
    return evaluation?.state === 'done' ? evaluation : null;
  });
  assert.equal(done.measures?.questions, 25);
  assert.equal(done.measures?.recall, 1);
  assert.equal(second.length, 15, 'what was saved is not asked again');
  const rows = await pageOfResults(world.db, evaluationId, undefined, 100);
  assert.equal(new Set(rows.map((row) => row.question_id)).size, 25);
  await world.stop();
});

onBothDatabases('one that is cancelled keeps what it has, and says so', async (handle) => {
  const world = await bench(handle, 15);
  const asked: string[] = [];
  const worker = world.worker((base, query) =>
    asked.length < 10 ? finds(asked)(base, query) : new Promise(() => asked.push('hangs')),
  );
  const { evaluationId, runId } = await startEvaluation(worker, await world.reading(), world.set, SETTINGS);
  await waitFor(async () => asked.includes('hangs') || null);
  await worker.orchestrator.cancel(runId, 'enough');
  const ended = await waitFor(async () => {
    const evaluation = await world.evaluationOf(evaluationId);
    return evaluation?.state === 'cancelled' ? evaluation : null;
  });
  assert.equal(ended.measures, null);
  assert.equal((await pageOfResults(world.db, evaluationId, undefined, 100)).length, 10);
  const row = await findEvaluation(world.db, await world.reading(), world.set.id, evaluationId);
  assert.ok(row);
  await deleteEvaluation(worker, row);
  assert.deepEqual(await pageOfResults(world.db, evaluationId, undefined, 100), []);
  await world.stop();
});

onBothDatabases('answers are runs of their own, whose citations are summed up', async (handle) => {
  const world = await bench(handle, 2);
  const worker = world.worker(finds([]));
  const settings = { ...SETTINGS, answers: true };
  const { evaluationId } = await startEvaluation(worker, await world.reading(), world.set, settings);
  const done = await waitFor(async () => {
    const evaluation = await world.evaluationOf(evaluationId);
    return evaluation?.state === 'done' ? evaluation : null;
  });
  assert.equal(done.measures?.citationPrecision, 0.5);
  assert.deepEqual(done.measures?.citations, { marks: 4, right: 2, unknown: 0, answers: 2 });
  await world.stop();
});

onBothDatabases('age and the order by a model are settings of a measurement', async (handle) => {
  const world = await bench(handle, 1);
  const queries: Parameters<Search>[1][] = [];
  const worker = world.worker((base, query) => {
    queries.push(query);
    return finds([])(base, query);
  });
  const settings = { ...SETTINGS, rerank: false, decay: { halfLifeDays: 30 } };
  const { evaluationId, runId } = await startEvaluation(worker, await world.reading(), world.set, settings);
  const done = await waitFor(async () => {
    const evaluation = await world.evaluationOf(evaluationId);
    return evaluation?.state === 'done' ? evaluation : null;
  });
  assert.deepEqual(done.settings, settings);
  const { answers: _, model: __, ...how } = settings;
  assert.deepEqual(queries, [{ query: 'Question 0?', ...how, account: { runId } }]);
  await world.stop();
});

onBothDatabases(
  'a measurement keeps the names of what searched the base, whatever becomes of it',
  async (handle) => {
    const world = await bench(handle, 1);
    const { db } = world;
    const searchedWith = async (resolve: () => Promise<never>) => {
      const needs = { ...world.worker(finds([])), models: { resolve } };
      const { evaluationId } = await startEvaluation(needs, await world.reading(), world.set, SETTINGS);
      return (await world.evaluationOf(evaluationId))?.models;
    };
    const unused = () => assert.fail('no model is looked up');
    assert.deepEqual(await searchedWith(unused), { embedding: null, reranker: null });
    const embedding = JSON.stringify({ providerId: 'p', wireName: 'small' });
    const change = {
      next_generation: null,
      next_model: null,
      run_id: null,
      error_code: null,
      error_message: null,
    };
    await db
      .insertInto('knowledge_vectors')
      .values({ base_id: BASE, generation: 1, model: embedding, ...change })
      .execute();
    const choose = (model: object) =>
      upsert(db, 'knowledge_rerankers', { base_id: BASE, model: JSON.stringify(model) }, ['base_id']);
    await choose({ providerId: 'p', wireName: 'ranker' });
    assert.deepEqual(await searchedWith(unused), { embedding: 'small', reranker: 'ranker' });
    await choose({ modelId: 'm1' });
    const named = async () => ({ name: 'Chatty' }) as never;
    assert.deepEqual(await searchedWith(named), { embedding: 'small', reranker: 'Chatty' });
    const gone = () => Promise.reject(modelErrors.model_unknown('m1'));
    assert.deepEqual(await searchedWith(gone), { embedding: 'small', reranker: 'm1' });
    await world.stop();
  },
);

onBothDatabases(
  'a measurement of an earlier version has the settings that were usual then',
  async (handle) => {
    const world = await bench(handle, 1);
    const worker = world.worker(finds([]));
    const { evaluationId } = await startEvaluation(worker, await world.reading(), world.set, SETTINGS);
    const { rerank: _, decay: __, ...earlier } = SETTINGS;
    await world.db
      .updateTable('quality_evaluations')
      .set({ settings: JSON.stringify(earlier) })
      .where('id', '=', evaluationId)
      .execute();
    const shown = await world.evaluationOf(evaluationId);
    assert.deepEqual([shown?.settings, shown?.models], [SETTINGS, null]);
    await world.stop();
  },
);

onBothDatabases('a set that is deleted stops what is under way and takes all with it', async (handle) => {
  const world = await bench(handle, 3);
  let isAsked = false;
  const worker = world.worker(() => new Promise(() => (isAsked = true)));
  const { runId } = await startEvaluation(worker, await world.reading(), world.set, SETTINGS);
  await waitFor(async () => isAsked || null);
  await deleteSet(worker, world.mine, world.set);
  await waitFor(async () => ((await worker.orchestrator.run(runId))?.state === 'cancelled' ? true : null));
  assert.equal(await findSet(world.db, world.mine, world.set.id), undefined);
  assert.deepEqual(await questionIds(world.db, world.set.id), []);
  await world.stop();
});

onBothDatabases(
  'sets and questions are bounded, and what is not seen is neither shown nor dropped',
  async (handle) => {
    const world = await bench(handle, 1);
    const { db, runtime, set, mine, other } = world;
    const [id = ''] = await questionIds(db, set.id);
    const theirs = await world.editing(other);
    const question = { id, set_id: set.id, text: 'Q', created_by: world.me.userId, created_at: 0 };
    await changeQuestion(db, runtime, theirs, question, { text: 'Q', expected: [expected(HIDDEN)] });
    assert.deepEqual((await seenExpectations(db, mine, [id])).get(id), undefined);
    await changeQuestion(db, runtime, mine, question, { text: 'Q', expected: [expected(DOCUMENT)] });
    const all = (await seenExpectations(db, theirs, [id])).get(id) ?? [];
    assert.deepEqual(all.map(({ documentId }) => documentId).sort(), [DOCUMENT, HIDDEN]);
    await assert.rejects(
      changeQuestion(db, runtime, mine, question, { text: 'Q', expected: [expected(HIDDEN)] }),
      { code: 'expected_unknown' },
    );
    const many = Array.from({ length: MAX_QUESTIONS }, () => ({ text: 'Q', expected: [] }));
    await assert.rejects(addQuestions(db, runtime, mine, set, many), { code: 'question_limit_reached' });
    for (let made = 1; made < MAX_SETS; made++) await createSet(db, runtime, mine, `S${made}`);
    await assert.rejects(createSet(db, runtime, mine, 'one more'), { code: 'set_limit_reached' });
    const [newest, next] = await pageOfSets(db, mine, undefined, 2);
    assert.ok(newest && next && newest.id > next.id);
    assert.deepEqual(
      (await pageOfSets(db, mine, newest.id, 1)).map((row) => row.id),
      [next.id],
    );
  },
);
