import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '@agenticgen/orchestrator';
import { advance, chunk, completion, evidenceOf, newCompletion } from './openai-format.ts';

const HEAD = { id: 'chatcmpl-1', created: 1, model: 'agent:research' };
const CITATION = { index: 1, documentName: 'tower.md', quote: 'It is 46 metres tall.' };
const CLAIMS = [{ start: 0, end: 10, state: 'supported' }];

function folded(...events: [type: string, payload: object, step?: string][]) {
  const state = newCompletion();
  const deltas = events.flatMap(([type, payload, step = null], index) => {
    const event = { runId: 'r', sequence: index + 1, at: 0, attempt: 1, type, step, payload };
    return advance(state, event as unknown as RunEvent) ?? [];
  });
  return { state, deltas };
}

test('texts of several model calls stand apart as paragraphs, streamed and whole', () => {
  const { state, deltas } = folded(
    ['text.delta', { text: 'Let me ' }, 'model-1'],
    ['text.delta', { text: 'look.' }, 'model-1'],
    ['text.delta', { text: 'Tall [1].' }, 'model-2'],
  );
  assert.equal(state.text, 'Let me look.\n\nTall [1].');
  assert.equal(deltas.map(({ content }) => content).join(''), state.text);
});

test('passages and checks stand beside the answer, of the passages those that it cites', () => {
  const other = { ...CITATION, index: 2 };
  const { state, deltas } = folded(
    ['text.delta', { text: 'Tall [1].' }, 'model-1'],
    ['citations.found', { citations: [CITATION, other] }],
    ['answer.checked', { type: 'check', by: 'rules', claims: CLAIMS }],
  );
  assert.equal(deltas.length, 1, 'neither is said to the client as text');
  const whole = completion(HEAD, state) as unknown as Record<string, unknown>;
  assert.deepEqual(whole['citations'], [CITATION]);
  assert.deepEqual(whole['check'], { by: 'rules', claims: CLAIMS });
});

test('an answer without either is what OpenAI would send', () => {
  const { state } = folded(['text.delta', { text: 'Hello' }, 'model-1']);
  assert.deepEqual(evidenceOf(state), {});
  assert.deepEqual(Object.keys(completion(HEAD, state)), [
    'id',
    'created',
    'model',
    'object',
    'choices',
    'usage',
  ]);
  assert.deepEqual(Object.keys(chunk(HEAD, {})), ['id', 'created', 'model', 'object', 'choices']);
});

test('"I don’t know" takes the place of what was said; a stream that has said it goes on with it', () => {
  const { state, deltas } = folded(
    ['text.delta', { text: 'Perhaps red [1].' }, 'model-1'],
    ['citations.found', { citations: [CITATION] }],
    ['answer.unknown', { text: "I don't know.", searched: [], nearest: [], keep: true }],
  );
  assert.equal(state.text, "I don't know.");
  assert.deepEqual(evidenceOf(state), {});
  assert.deepEqual(deltas.at(-1), { content: "\n\nI don't know." });
  const [only] = folded(['answer.unknown', { text: "I don't know." }]).deltas;
  assert.deepEqual(only, { content: "I don't know." });
});

test('usage is added up over all calls, and calls of the client’s tools end the answer', () => {
  const { state } = folded(
    ['usage.recorded', { inputTokens: 3, outputTokens: 4 }, 'model-1'],
    ['usage.recorded', { inputTokens: 1, outputTokens: 2 }, 'check'],
    ['client-tool.called', { callId: 'c', tool: 'weather', arguments: { city: 'Skagen' } }],
    ['run.finished', { output: { finish: 'stop' } }],
  );
  assert.deepEqual(state.usage, { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 });
  assert.equal(state.finish, 'tool_calls');
  const { choices } = completion(HEAD, state);
  assert.equal(choices[0]?.message.content, null);
});
