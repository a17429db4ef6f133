import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ModelServer, startModelServer } from '../../../tools/model-server/index.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { type Asked, addDocument, addModel, ask } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import type { MessagePart } from './contract.ts';
import { answerText } from './index.ts';

const TYRES = [
  '# Summer',
  'All vans carry summer tyres from April to October. Their pressure is 3.2 bar.',
  '# Winter',
  'In winter the vans have studless tyres with a tread of 4 millimetres. Studded tyres are not permitted.',
].join('\n\n');
const TOWER =
  'The lighthouse of Skagen was lit in 1858 by Anna Berg. It is 46 metres tall and is not open in winter.';

const partOf = <T extends MessagePart['type']>({ saved }: Asked, type: T) =>
  saved.parts.find((part): part is Extract<MessagePart, { type: T }> => part.type === type);

describe('answers from knowledge', () => {
  let product: TestApp;
  let simulator: ModelServer;
  let owner: Client;
  let viewer: Client;
  before(async () => {
    simulator = await startModelServer();
    product = await testApp();
    owner = product.owner;
    viewer = await invited(product, 'editor');
    const { baseId } = await addDocument(owner, 'tyres.md', TYRES);
    await addDocument(owner, 'tower.md', TOWER, baseId);
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await simulator.close();
  });

  test('a question is searched for, answered with the words of the document, and each sentence checked', async () => {
    const asked = await ask(owner, 'When was the lighthouse of Skagen lit?');
    assert.equal(asked.saved.route, 'knowledge');
    assert.deepEqual(
      asked.saved.parts.map(({ type }) => type),
      ['question', 'tool', 'text', 'check'],
    );
    const [citation] = asked.saved.citations;
    assert.equal(citation?.documentName, 'tower.md');
    assert.equal(TOWER.slice(citation?.start, citation?.end), citation?.quote);
    assert.equal(citation?.quote, 'The lighthouse of Skagen was lit in 1858 by Anna Berg.');
    assert.ok(partOf(asked, 'check')?.claims.every(({ state }) => state === 'supported'));
  });

  test('what is streamed is what is stored, checks, spans and all', async () => {
    const { streamed, saved } = await ask(owner, 'How tall is the lighthouse?');
    assert.deepEqual(streamed.parts, saved.parts);
    const marks = new Set([...saved.text.matchAll(/\[(\d+)\]/g)].map(([, mark]) => Number(mark)));
    assert.deepEqual(
      streamed.citations.filter(({ index }) => marks.has(index)),
      saved.citations,
    );
  });

  test('a question that leans on the one before is understood', async () => {
    const first = await ask(owner, 'Which tyres do the vans have in summer?');
    const second = await ask(owner, 'and in winter?', {
      conversationId: first.conversationId,
      route: 'knowledge',
    });
    assert.match(partOf(second, 'question')?.searched ?? '', /tyres.*winter/);
    assert.match(second.saved.text, /^[^\n]*\n\n- In winter the vans have studless tyres/);
  });

  test('a compound question is answered in its parts', async () => {
    const asked = await ask(owner, 'How tall is the lighthouse and what is the pressure of summer tyres?');
    assert.equal(partOf(asked, 'question')?.parts.length, 2);
    assert.match(asked.saved.text, /46 metres/);
    assert.match(asked.saved.text, /3\.2 bar/);
  });

  test('what nothing supports is not known, in the language of the question', async () => {
    const asked = await ask(owner, 'Who won the chess tournament of Reykjavik?');
    const unknown = partOf(asked, 'unknown');
    assert.match(unknown?.text ?? '', /^I don't know/);
    assert.deepEqual(unknown?.searched, ['Who won the chess tournament of Reykjavik?']);
    assert.equal(asked.saved.text, unknown?.text);
    assert.equal(answerText(asked.saved.parts), asked.saved.text);
    assert.deepEqual(asked.saved.citations, []);
    const chinese = await ask(owner, '谁赢了国际象棋比赛？');
    assert.match(chinese.saved.text, /^我不知道/);
  });

  test('what a model says without support is marked, or taken back', async () => {
    const { modelId: model } = await addModel(owner, simulator.url, { wireName: 'sim-echo' });
    const marked = await ask(
      owner,
      'The lighthouse of Skagen was lit in 1858 [1]. The lighthouse of Skagen was lit in 1885 [1].',
      { route: 'knowledge', model },
    );
    assert.deepEqual(
      partOf(marked, 'check')?.claims.map(({ state, fault }) => [state, fault]),
      [
        ['supported', null],
        ['unsupported', 'number'],
      ],
    );
    const alone = await ask(owner, 'The mayor plays chess every evening.', { route: 'knowledge', model });
    assert.equal(partOf(alone, 'text'), undefined);
    assert.match(partOf(alone, 'reasoning')?.text ?? '', /chess/);
    assert.match(alone.saved.text, /^I don't know/);
  });

  test('the OpenAI surface says the same, with passages and checks beside it', async () => {
    const path = '/v1/chat/completions';
    const request = (content: string, stream = false) => ({
      ...{ model: 'agent:research', stream },
      messages: [{ role: 'user', content }],
    });
    interface Completion {
      choices: { message: { content: string } }[];
      citations?: { documentName: string; quote: string }[];
      check?: { claims: { state: string }[] };
    }
    const { body } = await owner.call<Completion>('POST', path, request('How tall is the lighthouse?'));
    assert.match(body.choices[0]?.message.content ?? '', /46 metres tall/);
    assert.deepEqual(
      body.citations?.map(({ documentName }) => documentName),
      ['tower.md'],
    );
    assert.ok(body.check?.claims.every(({ state }) => state === 'supported'));
    const unknown = await owner.call<Completion>('POST', path, request('Who won the chess tournament?'));
    assert.match(unknown.body.choices[0]?.message.content ?? '', /^I don't know/);
    assert.equal(unknown.body.citations, undefined);
    const streamed = await owner.call<{ text: string }>(
      'POST',
      path,
      request('How tall is the lighthouse?', true),
    );
    assert.match(streamed.body.text, /"citations":\[\{.*"check":/);
  });

  test('a workflow gets checked answers, and passages of each part of a question', async () => {
    const query = 'How tall is the lighthouse and which tyres have vans in winter?';
    const nodes = [
      { id: 'find', type: 'knowledge', query },
      { id: 'tell', type: 'agent', after: ['find'], agent: 'research', task: 'How tall is the lighthouse?' },
    ];
    const output = {
      parts: '{{nodes.find.parts}}',
      found: '{{nodes.find.text}}',
      claims: '{{nodes.tell.claims}}',
    };
    const { body: made } = await owner.call<{ id: string }>('POST', '/api/v1/workflows', {
      definition: { name: 'Ask', nodes, output },
    });
    const path = `/api/v1/workflows/${made.id}/runs`;
    const { body: started } = await owner.call<{ runId: string }>('POST', path, { input: {} });
    await owner.call('GET', `/api/v1/runs/${started.runId}/events`);
    const { body: run } = await owner.call<{ state: string; output: Record<string, unknown> }>(
      'GET',
      `/api/v1/workflow-runs/${started.runId}`,
    );
    assert.equal(run.state, 'done', JSON.stringify(run));
    assert.deepEqual(run.output.parts, ['How tall is the lighthouse', 'which tyres have vans in winter']);
    assert.match(String(run.output.found), /studless/);
    const states = (run.output.claims as { state: string }[]).map(({ state }) => state);
    assert.deepEqual(new Set(states), new Set(['supported']));
  });

  test('what the asker may not see is in no question, search, citation, check or "I don’t know"', async () => {
    const { baseId } = await addDocument(
      owner,
      'merger-secret.md',
      'The merger with Zanzibar Ltd closes on 7 May.',
    );
    await owner.call('PATCH', `/api/v1/knowledge/bases/${baseId}`, { visibility: 'private' });
    const question = 'When does the merger with Zanzibar close?';
    const known = await ask(owner, question);
    assert.match(known.saved.text, /7 May/);
    const asked = await ask(viewer, question);
    assert.match(asked.saved.text, /^I don't know/);
    const { body: log } = await viewer.call<{ text: string }>('GET', `/api/v1/runs/${asked.runId}/events`);
    const all = `${JSON.stringify(asked.saved)} ${JSON.stringify(asked.streamed)} ${log.text}`;
    assert.doesNotMatch(all, /merger-secret|7 May|Ltd/);
  });
});
