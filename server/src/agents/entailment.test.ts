import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRequest } from '../models/index.ts';
import { asks, knowledgeRun } from '../testing/knowledge-run.ts';
import { MAX_JUDGED } from './entailment.ts';

const TRUE = 'The lighthouse of Skagen was lit in 1858 [1].';
const WRONG = 'Herring is sold at the quay [1].';
const verdicts = (...said: [claim: number, verdict: string][]) => ({
  submit_verdicts: { verdicts: said.map(([claim, verdict]) => ({ claim, verdict })) },
});

async function judged(answer: string, submits: Record<string, unknown>) {
  const {
    answer: made,
    requests,
    end,
  } = await knowledgeRun({
    messages: asks('When was the lighthouse lit?'),
    sayings: { answer, submits },
  });
  const check = made.parts.find((part) => part.type === 'check');
  const asked = requests.filter(({ tools }) => tools[0]?.name === 'submit_verdicts');
  return {
    end,
    check,
    asked,
    states: check?.claims.map(({ state, fault }) => [state, fault]),
    usage: made.usage,
  };
}

const textOf = (request: ModelRequest | undefined) => {
  const last = request?.messages.at(-1);
  return last && 'text' in last ? last.text : '';
};

test('all sentences that cite something are asked about in one bounded call', async () => {
  const { asked, usage } = await judged(`${TRUE} ${WRONG}`, verdicts([1, 'supported'], [2, 'unsupported']));
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.toolChoice, 'required');
  assert.ok((asked[0]?.maxOutputTokens ?? 0) > 0);
  const text = textOf(asked[0]);
  assert.match(
    text,
    /^Claim 1: The lighthouse of Skagen was lit in 1858 \.\nEvidence 1: \(doc1\.md\) The lighthouse/,
  );
  assert.match(text, /Claim 2: Herring is sold at the quay/);
  assert.equal(usage.inputTokens, 2, 'what it took counts for the answer');
});

test('what the model does not answer stays with what the rules say', async () => {
  const { states, check } = await judged(
    `${TRUE} It was lit in 1900 [1].`,
    verdicts([1, 'supported'], [99, 'supported']),
  );
  assert.deepEqual(states, [
    ['supported', null],
    ['unsupported', 'number'],
  ]);
  assert.equal(check?.by, 'model');
});

test('a wrong source that the rules mend stays told when the model only says that it is wrong', async () => {
  const { states } = await judged(`${TRUE} ${WRONG}`, verdicts([1, 'supported'], [2, 'unsupported']));
  assert.deepEqual(states?.[1], ['miscited', null]);
});

test('a model that reads more than words may overrule them, both ways', async () => {
  const { states } = await judged(
    `${TRUE} A light has shone there since the reign of Frederick VII [1].`,
    verdicts([1, 'contradicted'], [2, 'supported']),
  );
  assert.deepEqual(states, [
    ['unsupported', 'contradicted'],
    ['supported', null],
  ]);
});

test('an answer that does not fit, or none, leaves the rules', async () => {
  for (const submits of [
    {},
    { submit_verdicts: { verdicts: 'yes' } },
    { submit_verdicts: { verdicts: [{ claim: 1 }] } },
  ]) {
    const { check, end } = await judged(TRUE, submits);
    assert.equal(end, 'done');
    assert.equal(check?.by, 'rules');
    assert.deepEqual(check?.claims[0]?.state, 'supported');
  }
});

test('of an endless answer so many sentences are asked about, the others stay with the rules', async () => {
  const many = Array.from({ length: MAX_JUDGED + 6 }, () => TRUE).join('\n');
  const { asked, check } = await judged(many, verdicts([1, 'unsupported']));
  assert.doesNotMatch(textOf(asked[0]), new RegExp(`Claim ${MAX_JUDGED + 1}:`));
  assert.equal(check?.claims.length, MAX_JUDGED + 6);
  assert.equal(check?.claims.filter(({ state }) => state === 'supported').length, MAX_JUDGED + 5);
});

test('an answer without marks costs no further call', async () => {
  const { asked } = await judged('The lighthouse of Skagen was lit in 1858.', verdicts([1, 'supported']));
  assert.equal(asked.length, 0);
});
