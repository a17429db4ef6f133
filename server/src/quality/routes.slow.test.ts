import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DocumentView } from '../knowledge/contract.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import type { EvaluationView, NewQuestion, QuestionView, ResultView, SetView } from './contract.ts';

type Items<T> = { items: T[] };
const NOBODY = '0199a000-0000-7000-8000-00000000dead';
const KEEL = 'The keel of the boat is made of lead. It weighs two tonnes.';
const MAST = 'The mast of the boat is made of pine. It is nine metres long.';
const QUAY = '# Selling herring\n\nHerring is sold at the quay every morning.';

describe('question sets', () => {
  let product: TestApp;
  let owner: Client;
  let ada: Client;
  let baseId = '';
  const ids: Record<string, string> = {};
  before(async () => {
    product = await testApp();
    owner = product.owner;
    ada = await invited(product, 'editor');
    ({ baseId, documentId: ids['keel'] } = await addDocument(owner, 'keel.txt', KEEL));
    for (const [name, text] of [
      ['mast', MAST],
      ['quay', QUAY],
    ] as const)
      ids[name] = (await addDocument(owner, `${name}.md`, text, baseId)).documentId;
  });
  after(() => product[Symbol.asyncDispose]());

  const sets = () => `/api/v1/knowledge/bases/${baseId}/question-sets`;
  async function makeSet(questions: Partial<NewQuestion>[] = []): Promise<string> {
    const { body, status } = await owner.call<SetView & { id: string }>('POST', sets(), { name: 'Boats' });
    assert.equal(status, 201);
    for (const question of questions) {
      const added = await owner.call('POST', `${sets()}/${body.id}/questions`, question);
      assert.equal(added.status, 201, JSON.stringify(added.body));
    }
    return `${sets()}/${body.id}`;
  }
  const want = (name: string, more: object = {}) =>
    [{ documentId: ids[name] ?? '', ...more }] as NewQuestion['expected'];
  const questionsOf = async (set: string, client = owner) =>
    (await client.call<Items<QuestionView>>('GET', `${set}/questions`)).body.items;

  async function measured(set: string, settings: object = {}, client = owner) {
    const { body, status } = await client.call<{ evaluationId: string; runId: string }>(
      'POST',
      `${set}/evaluations`,
      settings,
    );
    assert.equal(status, 202, JSON.stringify(body));
    const { body: log } = await client.call<{ text: string }>('GET', `/api/v1/runs/${body.runId}/events`);
    const path = `${set}/evaluations/${body.evaluationId}`;
    const { body: evaluation } = await client.call<EvaluationView & Record<string, unknown>>('GET', path);
    const { body: results } = await client.call<Items<ResultView>>('GET', `${path}/results`);
    return { path, evaluation, results: results.items, log: log.text, runId: body.runId };
  }

  test('a set is measured: recall, nDCG, MRR, latency, question by question', async () => {
    const set = await makeSet([
      { text: 'What is the keel made of?', expected: want('keel', { grade: 3 }) },
      { text: 'Where is herring sold?', expected: want('quay') },
      {
        text: 'How long is the mast?',
        expected: [...want('mast', { quote: 'nine metres' }), ...want('keel')],
      },
    ]);
    const { evaluation, results, log } = await measured(set, { limit: 3 });
    assert.equal(evaluation.state, 'done', JSON.stringify(evaluation));
    const { measures, settings } = evaluation;
    assert.equal(measures?.judged, 3);
    assert.equal(measures?.recall, 1);
    assert.ok((measures?.ndcg ?? 0) > 0.9 && (measures?.mrr ?? 0) === 1, JSON.stringify(measures));
    assert.ok((measures?.latencyMs.p95 ?? -1) >= (measures?.latencyMs.p50 ?? 0));
    assert.equal(measures?.citationPrecision, null);
    assert.deepEqual([settings.mode, settings.limit], ['hybrid', 3]);
    assert.deepEqual(
      results.map(({ text }) => text),
      ['What is the keel made of?', 'Where is herring sold?', 'How long is the mast?'],
    );
    assert.deepEqual(results[0]?.found[0], { ...results[0]?.found[0], documentName: 'keel.txt', grade: 3 });
    assert.match(log, /"evaluation\.progressed"/);
  });

  test('two settings stand beside each other in the history', async () => {
    const set = await makeSet([{ text: 'pine', expected: want('mast') }]);
    await measured(set, { mode: 'keyword' });
    await measured(set, { mode: 'vector', diversity: 0.3, limit: 1 });
    await measured(set, { weights: { keyword: 2, vector: 0.5 } });
    const { body } = await owner.call<Items<EvaluationView>>('GET', `${set}/evaluations`);
    assert.deepEqual(
      body.items.map(({ settings }) => [
        settings.mode,
        settings.limit,
        settings.diversity,
        settings.weights.keyword,
      ]),
      [
        ['hybrid', 10, 0, 2],
        ['vector', 1, 0.3, 1],
        ['keyword', 10, 0, 1],
      ],
    );
  });

  test('answers are given where they are asked for, and their citations measured', async () => {
    const set = await makeSet([
      { text: 'What is the keel made of?', expected: want('keel') },
      { text: 'Who won the chess tournament?' },
    ]);
    const { evaluation, results } = await measured(set, { answers: true, model: 'offline' });
    assert.equal(evaluation.state, 'done', JSON.stringify(evaluation));
    assert.equal(evaluation.measures?.citationPrecision, 1);
    assert.deepEqual(
      results.map(({ citations }) => [citations?.unknown, (citations?.marks ?? 0) > 0]),
      [
        [0, true],
        [1, false],
      ],
    );
    assert.deepEqual([results[1]?.isJudged, results[1]?.recall], [false, null]);
    assert.equal(evaluation.measures?.judged, 1);
  });

  test('questions come from CSV and JSON, by names of documents, all or none', async () => {
    const set = await makeSet();
    const give = (format: string, text: string) =>
      owner.call<{ added: number; code?: string; errors?: { path: string }[] }>('POST', `${set}/import`, {
        format,
        text,
      });
    const csv =
      'Question,Document,Quote,Grade\nWhat is the keel?,keel.txt,,3\nWhat is the keel?,mast.md,"pine",\nWhere?,,,\n';
    assert.deepEqual((await give('csv', csv)).body, { added: 2 });
    const json = [{ question: 'Who sells?', expected: [{ document: ids['quay'], quote: 'Herring' }] }];
    assert.deepEqual((await give('json', JSON.stringify(json))).body, { added: 1 });
    assert.deepEqual(
      (await questionsOf(set)).map(({ text, expected }) => [
        text,
        expected.map(({ documentName, grade, quote }) => [documentName, grade, quote]),
      ]),
      [
        [
          'What is the keel?',
          [
            ['keel.txt', 3, null],
            ['mast.md', 1, 'pine'],
          ],
        ],
        ['Where?', []],
        ['Who sells?', [['quay.md', 1, 'Herring']]],
      ],
    );
    const unfit = await give('csv', 'question,document,grade\nA?,nowhere.md,1\nB?,keel.txt,9\n');
    assert.deepEqual([unfit.status, unfit.body.code], [422, 'import_unfit']);
    assert.deepEqual(unfit.body.errors?.map(({ path }) => path).sort(), ['2.document', '3.grade']);
    for (const [format, text] of [
      ['json', '{'],
      ['json', '{"question":"A"}'],
      ['csv', 'name\nx\n'],
      ['csv', '"'],
    ] as const)
      assert.equal((await give(format, text)).body.code, 'import_unreadable', text);
    assert.equal((await questionsOf(set)).length, 3);
  });

  test('questions are suggested from headings, once', async () => {
    const set = await makeSet();
    const path = `${set}/suggestions`;
    const { body } = await owner.call<Items<NewQuestion>>('GET', path);
    assert.deepEqual(body.items, [
      {
        text: 'What is said about Selling herring?',
        expected: [{ ...body.items[0]?.expected[0], documentId: ids['quay'] }],
      },
    ]);
    const chinese = await owner.call<Items<NewQuestion>>('GET', `${path}?language=zh-CN`);
    assert.match(chinese.body.items[0]?.text ?? '', /Selling herring/);
    assert.equal((await owner.call('POST', `${set}/questions`, body.items[0])).status, 201);
    assert.deepEqual((await owner.call<Items<NewQuestion>>('GET', path)).body.items, []);
  });

  test('a question is changed and deleted, a set renamed and deleted with all it has', async () => {
    const set = await makeSet([{ text: 'One?', expected: want('keel') }]);
    const [question] = await questionsOf(set);
    const path = `${set}/questions/${question?.id}`;
    const changed = await owner.call<QuestionView & Record<string, unknown>>('PUT', path, {
      text: 'Two?',
      expected: want('mast'),
    });
    assert.deepEqual(
      [changed.body.text, changed.body.expected.map(({ documentName }) => documentName)],
      ['Two?', ['mast.md']],
    );
    const { path: evaluation } = await measured(set);
    assert.equal((await owner.call('DELETE', evaluation)).status, 204);
    assert.equal((await owner.call('GET', evaluation)).status, 404);
    assert.equal((await owner.call('DELETE', path)).status, 204);
    const { body } = await owner.call<SetView & Record<string, unknown>>('PATCH', set, { name: 'Ships' });
    assert.deepEqual([body.name, body.questions], ['Ships', 0]);
    assert.equal((await owner.call('POST', `${set}/evaluations`, {})).body['code'], 'set_empty');
    assert.equal((await owner.call('DELETE', set)).status, 204);
    assert.equal((await owner.call('GET', set)).status, 404);
  });

  test('bad questions and settings are refused with a code', async () => {
    const set = await makeSet([{ text: 'One?' }]);
    const refusedBy = async (path: string, body: object) =>
      (await owner.call('POST', `${set}/${path}`, body)).body['code'];
    assert.equal(await refusedBy('questions', { text: ' ' }), 'request_invalid');
    assert.equal(
      await refusedBy('questions', { text: 'A?', expected: [{ documentId: NOBODY }] }),
      'expected_unknown',
    );
    const span = { start: 5, end: 5, version: 1 };
    assert.equal(
      await refusedBy('questions', { text: 'A?', expected: want('keel', { span }) }),
      'request_invalid',
    );
    for (const settings of [
      { limit: 0 },
      { weights: { keyword: 0, vector: 0 } },
      { mode: 'magic' },
      { diversity: 2 },
    ])
      assert.equal(await refusedBy('evaluations', settings), 'request_invalid', JSON.stringify(settings));
  });

  test('a deleted document takes with it what is expected of it', async () => {
    const { documentId } = await addDocument(owner, 'rope.txt', 'Ropes are of hemp.', baseId);
    const set = await makeSet([
      { text: 'What are ropes of?', expected: [{ documentId, grade: 1, quote: null, span: null }] },
    ]);
    const path = `/api/v1/knowledge/bases/${baseId}/documents/${documentId}`;
    assert.equal((await owner.call('DELETE', path)).status, 204);
    assert.deepEqual((await questionsOf(set))[0]?.expected, []);
  });

  test('names and counts of documents that the caller does not see are nowhere, and results are one’s own', async () => {
    const { documentId } = await addDocument(
      owner,
      'secret-plan.txt',
      'The secret plan is to sell the boat.',
      baseId,
    );
    await owner.call('PATCH', `/api/v1/knowledge/bases/${baseId}/documents/${documentId}`, {
      visibility: 'private',
    });
    const secret = { documentId, grade: 2, quote: 'sell the boat', span: null };
    const set = await makeSet([
      { text: 'What is the plan for the boat?', expected: [...want('keel'), secret] },
    ]);
    const mine = await measured(set);
    assert.ok(mine.results[0]?.found.some((hit) => hit.documentId === documentId));

    const seen = await questionsOf(set, ada);
    assert.deepEqual(
      seen[0]?.expected.map(({ documentName }) => documentName),
      ['keel.txt'],
    );
    const hers = await measured(set, {}, ada);
    assert.equal(hers.evaluation.measures?.recall, 1, 'what she does not see is not missed');
    const others = await ada.call<Items<EvaluationView>>('GET', `${set}/evaluations`);
    assert.deepEqual(
      others.body.items.map(({ id }) => id),
      [hers.evaluation.id],
    );
    for (const path of [mine.path, `${mine.path}/results`, `/api/v1/runs/${mine.runId}/events`])
      assert.equal((await ada.call('GET', path)).status, 404, path);
    const suggested = await ada.call('GET', `${set}/suggestions`);
    const unknown = await ada.call('POST', `${set}/import`, {
      format: 'csv',
      text: 'question,document\nA?,secret-plan.txt\n',
    });
    const missing = await ada.call('POST', `${set}/import`, {
      format: 'csv',
      text: 'question,document\nA?,nothing-there.txt\n',
    });
    assert.deepEqual({ ...unknown.body, requestId: '' }, { ...missing.body, requestId: '' });
    const all = JSON.stringify([seen, hers, others.body, suggested.body, unknown.body]);
    assert.doesNotMatch(all, new RegExp(`secret-plan|sell the boat|${documentId}`));

    // What she changes leaves what she does not see.
    const changed = await ada.call('PUT', `${set}/questions/${seen[0]?.id}`, {
      text: 'The plan?',
      expected: want('mast'),
    });
    assert.equal(changed.status, 200);
    assert.deepEqual((await questionsOf(set))[0]?.expected.map(({ documentName }) => documentName).sort(), [
      'mast.md',
      'secret-plan.txt',
    ]);
    const refused = await ada.call('POST', `${set}/questions`, { text: 'A?', expected: [secret] });
    assert.equal(refused.body['code'], 'expected_unknown');

    // And what is hidden later is not in results that were kept.
    const { body } = await owner.call<DocumentView & Record<string, unknown>>(
      'PATCH',
      `/api/v1/knowledge/bases/${baseId}/documents/${ids['keel']}`,
      { visibility: 'private' },
    );
    assert.equal(body.visibility, 'private');
    const { body: later } = await ada.call<Items<ResultView>>('GET', `${hers.path}/results`);
    assert.ok(later.items[0]?.found.every(({ documentName }) => documentName !== 'keel.txt'));
  });
});
