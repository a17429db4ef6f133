import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiResponses } from './openai-responses.ts';
import { eventsOf, REPLY, TOOL_REPLY } from './testing/samples.ts';

const REQUEST = {
  model: 'sim',
  stream: true,
  instructions: 'Be brief',
  input: [
    { role: 'user', content: [{ type: 'input_text', text: 'add' }] },
    { type: 'function_call', call_id: 'a', name: 'add', arguments: '{}' },
    { type: 'function_call_output', call_id: 'a', output: 'first' },
    { type: 'function_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'second' }] },
  ],
  tools: [{ type: 'web_search' }, { type: 'function', name: 'add', parameters: { type: 'object' } }],
};

const TURN = openaiResponses.readTurn(REQUEST, '');

test('readTurn() finds the user text, the results of one round and function tools alone', () => {
  assert.equal(TURN.system, 'Be brief');
  assert.equal(TURN.userText, 'add');
  assert.equal(TURN.rounds, 1);
  assert.deepEqual(TURN.toolResults, ['first', 'second']);
  assert.deepEqual(TURN.tools, [{ name: 'add', schema: { type: 'object' } }]);
});

test('readTurn() takes a plain text as the user message', () => {
  assert.equal(openaiResponses.readTurn({ model: 'sim', input: 'hello' }, '').userText, 'hello');
});

test('pieces() number their events and tell the whole story of a text', () => {
  const pieces = openaiResponses.pieces(REPLY, TURN);
  assert.equal(pieces.length, 2);
  const events = eventsOf(pieces) as { type: string; sequence_number: number }[];
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ],
  );
  assert.deepEqual(
    events.map(({ sequence_number }) => sequence_number),
    events.map((_, index) => index),
  );
});

test('pieces() stream the arguments of a call in two parts', () => {
  const events = eventsOf(openaiResponses.pieces(TOOL_REPLY, TURN)) as { type: string; delta?: string }[];
  const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
  assert.equal(deltas.length, 2);
  assert.equal(deltas.map(({ delta }) => delta).join(''), '{"left":1}');
});

test('pieces() of an empty answer are still a whole stream', () => {
  const events = eventsOf(openaiResponses.pieces({ ...REPLY, tokens: [] }, TURN)) as { type: string }[];
  assert.equal(events[0]!.type, 'response.created');
  assert.equal(events.at(-1)!.type, 'response.completed');
});
