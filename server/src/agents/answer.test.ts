import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AnswerPart,
  addBudgetWait,
  addSpent,
  documentsOf,
  emptyAnswer,
  retract,
  textOf,
} from './answer.ts';

const text = (said: string): AnswerPart => ({ type: 'text', text: said });
const thought = (said: string): AnswerPart => ({ type: 'reasoning', text: said });
const unknown: AnswerPart = { type: 'unknown', text: "I don't know.", searched: [], nearest: [] };
const question: AnswerPart = {
  type: 'question',
  asked: 'it?',
  searched: 'the tower?',
  parts: [],
  by: 'rules',
};
const check: AnswerPart = { type: 'check', by: 'rules', claims: [] };

test('textOf() is what is said: texts as paragraphs, and that it is not known', () => {
  assert.equal(
    textOf([question, text('One.'), thought('hm'), text(''), text('Two.'), check]),
    'One.\n\nTwo.',
  );
  assert.equal(textOf([thought('Perhaps.'), unknown]), "I don't know.");
  assert.equal(textOf([question, check]), '');
});

test('retract() makes thoughts of what was said, in its place', () => {
  const parts = [question, text('One.'), thought('hm'), text('Two.')];
  retract(parts, true);
  assert.deepEqual(parts, [question, thought('One.'), thought('hm'), thought('Two.')]);
  assert.equal(textOf(parts), '');
});

test('retract() leaves nothing of a refusal, and what was thought and done stays', () => {
  const parts = [question, text('No idea.'), thought('hm')];
  retract(parts, false);
  assert.deepEqual(parts, [question, thought('hm')]);
});

test('retract() keeps the array, so that who holds it sees the change', () => {
  const answer = emptyAnswer();
  const held = answer.parts;
  answer.parts.push(text('One.'));
  retract(answer.parts, true);
  assert.equal(held, answer.parts);
  assert.deepEqual(held, [thought('One.')]);
});

test('what calls took is added up', () => {
  const { usage } = emptyAnswer();
  addSpent(usage, { inputTokens: 1, outputTokens: 2, costMicros: 3 });
  addSpent(usage, { inputTokens: 10, outputTokens: 20, costMicros: 30 });
  assert.deepEqual(usage, { inputTokens: 11, outputTokens: 22, costMicros: 33 });
});

test('a wait at the cap that was just raised too little is the same wait', () => {
  const reached = {
    ...{ budgetId: 'b', kind: 'user', subjectId: 'u', dimension: 'tokens', limit: 10, used: 9, needed: 5 },
    raisers: ['owner'],
  } as unknown as Parameters<typeof addBudgetWait>[1];
  const parts: AnswerPart[] = [];
  addBudgetWait(parts, reached).raised = true;
  const again = addBudgetWait(parts, { ...reached, limit: 12 });
  assert.equal(parts.length, 1);
  assert.deepEqual([again.raised, again.limit], [false, 12]);
  parts.push(text('Meanwhile.'));
  addBudgetWait(parts, reached);
  assert.equal(parts.length, 3);
});

test('documentsOf() is of which documents an answer may have words; one tool that does not tell, and it is not known', () => {
  const tool = (documents?: string[] | null): AnswerPart => ({
    ...{
      type: 'tool',
      callId: 'c',
      tool: 't',
      arguments: {},
      ok: true,
      output: '',
      files: [],
      durationMs: 1,
    },
    ...(documents === undefined ? {} : { documents }),
  });
  assert.deepEqual(documentsOf([question, text('x')]), []);
  assert.deepEqual(documentsOf([tool(), tool(['a', 'b']), tool(['b'])]), ['a', 'b']);
  assert.equal(documentsOf([tool(['a']), tool(null)]), null);
});
