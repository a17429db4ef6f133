import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleTool } from '../testing/agent-run.ts';
import { asks, type KnowledgeRun, knowledgeRun, twoPassages } from '../testing/knowledge-run.ts';
import { textOf } from './answer.ts';

const QUESTION = 'When was the lighthouse of Skagen lit?';
const verdicts = (...said: string[]) => ({
  submit_verdicts: { verdicts: said.map((verdict, index) => ({ claim: index + 1, verdict })) },
});

async function answered(answer: string, more: Partial<KnowledgeRun> = {}) {
  const run = await knowledgeRun({ messages: asks(QUESTION), sayings: { answer }, isOffline: true, ...more });
  const check = run.answer.parts.find((part) => part.type === 'check');
  const unknown = run.answer.parts.find((part) => part.type === 'unknown');
  return { ...run, check, unknown, states: check?.claims.map(({ state }) => state) };
}

test('each sentence is held against its passage, and the citation narrowed to what supports it', async () => {
  const { end, states, answer, events } = await answered(
    'The lighthouse of Skagen was lit in 1858 [1]. It is open in winter [1]. Herring is sold at the quay [1].',
  );
  assert.equal(end, 'done');
  assert.deepEqual(states, ['supported', 'unsupported', 'miscited']);
  const [first] = answer.citations;
  assert.deepEqual(
    [first?.start, first?.end, first?.quote],
    [100, 141, 'The lighthouse of Skagen was lit in 1858.'],
  );
  const types = events.map(({ type }) => type);
  assert.ok(types.lastIndexOf('citations.found') > types.lastIndexOf('text.delta'));
  assert.ok(types.includes('answer.checked'));
});

test('nothing that supports an answer is "I don’t know", with what was searched and what came nearest', async () => {
  const { unknown, check, answer, payloadOf } = await answered('The mayor plays chess every evening.');
  assert.equal(check, undefined);
  assert.match(
    unknown?.text ?? '',
    /^I don't know: .*“When was the lighthouse of Skagen lit\?”.*doc1\.md, doc2\.md\.$/,
  );
  assert.deepEqual(
    unknown?.nearest.map(({ documentId }) => documentId),
    ['d1', 'd2'],
  );
  assert.equal(textOf(answer.parts), unknown?.text);
  assert.ok(answer.parts.some((part) => part.type === 'reasoning' && part.text.includes('chess')));
  assert.equal(payloadOf('answer.unknown')?.keep, true);
});

test('it is said in the language of the question', async () => {
  const { unknown } = await answered('市长每天晚上下棋。', { messages: asks('灯塔是哪一年点亮的？') });
  assert.match(unknown?.text ?? '', /^我不知道/);
});

test('an answer that refuses is replaced without a trace', async () => {
  const { unknown, answer } = await answered('I found nothing in the knowledge base that answers this.');
  assert.ok(unknown);
  assert.deepEqual(
    answer.parts.map(({ type }) => type),
    ['question', 'tool', 'unknown'],
  );
});

test('a search that finds nothing leaves nothing to say', async () => {
  const { unknown } = await answered('It was lit in 1900.', { tools: [twoPassages([], [])] });
  assert.deepEqual(unknown?.nearest, []);
  assert.doesNotMatch(unknown?.text ?? '', /nearest/);
});

test('the verdict of a model goes before that of the rules', async () => {
  const { states, check, requests } = await answered(
    'Since 1858 a light has shone at the tip of Jutland [1]. It is not open in winter [1].',
    {
      isOffline: false,
      sayings: {
        answer: 'Since 1858 a light has shone at the tip of Jutland [1]. It is not open in winter [1].',
        submits: verdicts('supported', 'contradicted'),
      },
    },
  );
  assert.deepEqual(states, ['supported', 'unsupported']);
  assert.equal(check?.by, 'model');
  assert.equal(check?.claims[1]?.fault, 'contradicted');
  const asked = requests.find(({ tools }) => tools[0]?.name === 'submit_verdicts');
  assert.match(JSON.stringify(asked?.messages), /Claim 2: It is not open in winter/);
});

test('where the model cannot be asked the rules mark, and take nothing back that names its sources', async () => {
  const answer = 'Gulls nest on the roof of the tower [1].';
  const { states, check, unknown } = await answered(answer, { isOffline: false });
  assert.deepEqual(states, ['unsupported']);
  assert.equal(check?.by, 'rules');
  assert.equal(unknown, undefined);
});

test('a model that finds no support at all leaves "I don’t know"', async () => {
  const sayings = { answer: 'Gulls nest on the roof [1].', submits: verdicts('unsupported') };
  const { unknown } = await answered('', { isOffline: false, sayings });
  assert.ok(unknown);
});

test('what another tool brought may support a sentence too: only marks are held to what they name', async () => {
  const tools = [twoPassages(), simpleTool('look', {})];
  const { states, unknown } = await answered('', {
    tools,
    sayings: {
      answer: ({ messages }) =>
        messages.some((message) => message.role === 'tool' && message.tool === 'look')
          ? [
              { type: 'text', text: 'The weather is fine today. Tickets cost nine euros [2].' },
              { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } },
            ]
          : [
              { type: 'tool-call', call: { callId: 'look-1', tool: 'look', arguments: {} } },
              { type: 'finish', reason: 'tool-calls', usage: { inputTokens: 1, outputTokens: 1 } },
            ],
    },
  });
  assert.deepEqual(states, ['unsupported']);
  assert.equal(unknown, undefined);
});

test('an answer without marks, where the knowledge was not asked, is left alone', async () => {
  const { check, unknown } = await answered('The mayor plays chess every evening.', { asksKnowledge: false });
  assert.equal(check ?? unknown, undefined);
});

test('a talk that claims nothing is no answer that could be unsupported', async () => {
  const { check, unknown, answer } = await answered('What would you like to know about it?');
  assert.equal(check ?? unknown, undefined);
  assert.equal(textOf(answer.parts), 'What would you like to know about it?');
});
