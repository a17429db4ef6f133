import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleTool } from '../testing/agent-run.ts';
import { asks, knowledgeRun } from '../testing/knowledge-run.ts';

const SAYINGS = { answer: 'The lighthouse of Skagen was lit in 1858 [1].' };

test('where the knowledge is asked it is searched before the model is', async () => {
  const { end, queries, requests, answer } = await knowledgeRun({
    messages: asks('When was the lighthouse of Skagen lit?'),
    sayings: SAYINGS,
  });
  assert.equal(end, 'done');
  assert.deepEqual(queries, [{ query: 'When was the lighthouse of Skagen lit?', limit: 8 }]);
  const told = requests[0]?.messages.slice(1) ?? [];
  assert.deepEqual(
    told.map(({ role }) => role),
    ['user', 'assistant', 'tool'],
  );
  assert.deepEqual(
    answer.parts.map(({ type }) => type),
    ['question', 'tool', 'text', 'check'],
  );
});

test('otherwise the model decides whether it searches', async () => {
  const { queries, answer } = await knowledgeRun({
    messages: asks('When was it lit?'),
    sayings: { answer: 'In 1858.' },
    asksKnowledge: false,
  });
  assert.deepEqual(queries, []);
  assert.deepEqual(
    answer.parts.map(({ type }) => type),
    ['text'],
  );
});

test('an agent without the tool is not made to search', async () => {
  const { answer } = await knowledgeRun({
    messages: asks('When was it lit?'),
    sayings: { answer: 'In 1858.' },
    tools: [simpleTool('look', {})],
  });
  assert.equal(answer.parts[0]?.type, 'text');
});

test('a question that leans on the conversation is rewritten by the model, and that is recorded', async () => {
  const { queries, payloadOf } = await knowledgeRun({
    messages: asks('Which tyres in summer?', 'Summer tyres [1].', 'and in winter?'),
    sayings: { ...SAYINGS, submits: { submit_question: { question: 'Which tyres in winter?', parts: [] } } },
  });
  assert.deepEqual(queries, [{ query: 'Which tyres in winter?', limit: 8 }]);
  assert.deepEqual(payloadOf('question.prepared'), {
    ...{
      type: 'question',
      asked: 'and in winter?',
      searched: 'Which tyres in winter?',
      parts: [],
      by: 'model',
    },
  });
});

test('a model that fails, or says what does not fit, leaves it to the rules', async () => {
  const messages = asks('Which tyres do vans have in summer?', 'Summer tyres [1].', 'and in winter?');
  for (const submits of [{}, { submit_question: { question: '' } }, { submit_question: 'winter' }]) {
    const { end, queries, payloadOf } = await knowledgeRun({ messages, sayings: { ...SAYINGS, submits } });
    assert.equal(end, 'done');
    assert.deepEqual(queries, [{ query: 'Which tyres do vans have in winter', limit: 8 }]);
    assert.equal(payloadOf('question.prepared')?.by, 'rules');
  }
});

test('the model of rules is not asked, and a plain question asks none', async () => {
  const leaning = await knowledgeRun({
    messages: asks('Which tyres do vans have in summer?', 'Summer tyres [1].', 'and in winter?'),
    sayings: SAYINGS,
    isOffline: true,
  });
  assert.equal(leaning.payloadOf('question.prepared')?.by, 'rules');
  const plain = await knowledgeRun({ messages: asks('When was the lighthouse lit?'), sayings: SAYINGS });
  const asked = plain.requests.filter(({ tools }) => tools[0]?.name === 'submit_question');
  assert.equal(asked.length, 0);
});

test('a compound question is searched for by its parts as well', async () => {
  const { queries } = await knowledgeRun({
    messages: asks('When was the lighthouse lit and what do tickets cost?'),
    sayings: SAYINGS,
    isOffline: true,
  });
  assert.deepEqual(queries, [
    {
      query: 'When was the lighthouse lit and what do tickets cost?',
      limit: 8,
      parts: ['When was the lighthouse lit', 'what do tickets cost'],
    },
  ]);
});

test('the note of attached files is not searched for', async () => {
  const { queries } = await knowledgeRun({
    messages: asks('When was the lighthouse lit?\n\n[Attached files: a.md (text/markdown, 3 bytes)]'),
    sayings: SAYINGS,
  });
  assert.deepEqual(queries, [{ query: 'When was the lighthouse lit?', limit: 8 }]);
});
