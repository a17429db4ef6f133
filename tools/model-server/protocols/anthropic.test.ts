import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropic } from './anthropic.ts';
import { eventsOf, REPLY, TOOL_REPLY } from './testing/samples.ts';

const REQUEST = {
  model: 'sim',
  stream: true,
  system: [{ type: 'text', text: 'Be brief' }],
  messages: [
    { role: 'user', content: 'add' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'add', input: {} }] },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'first' },
        { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'second' }] },
      ],
    },
  ],
  tools: [{ name: 'add', input_schema: { type: 'object' } }],
};

const TURN = anthropic.readTurn(REQUEST, '');

test('readTurn() tells tool results from what the user says', () => {
  assert.equal(TURN.system, 'Be brief');
  assert.equal(TURN.userText, 'add');
  assert.equal(TURN.rounds, 1);
  assert.deepEqual(TURN.toolResults, ['first', 'second']);
  assert.deepEqual(TURN.tools, [{ name: 'add', schema: { type: 'object' } }]);
});

test('pieces() name every event and tell the whole story of a text', () => {
  const pieces = anthropic.pieces(REPLY, TURN);
  assert.equal(pieces.length, 2);
  const named = pieces.join('').matchAll(/^event: (\w+)\ndata: \{"type":"(\w+)"/gm);
  const types = [...named].map(([, event, type]) => {
    assert.equal(event, type);
    return type;
  });
  assert.deepEqual(types, [
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
});

test('pieces() stream the input of a call in two parts and stop for the tool', () => {
  const events = eventsOf(anthropic.pieces(TOOL_REPLY, TURN)) as {
    type: string;
    delta?: { partial_json?: string; stop_reason?: string };
  }[];
  const parts = events.filter(({ type }) => type === 'content_block_delta').map(({ delta }) => delta);
  assert.equal(parts.map((part) => part?.partial_json).join(''), '{"left":1}');
  assert.equal(events.find(({ type }) => type === 'message_delta')?.delta?.stop_reason, 'tool_use');
});

test('whole() is a message with usage', () => {
  const message = anthropic.whole(REPLY);
  assert.deepEqual(message.content, [{ type: 'text', text: 'w1 w2' }]);
  assert.equal(message.stop_reason, 'end_turn');
  assert.equal((message.usage as { output_tokens: number }).output_tokens, 2);
});

test('error() has the shape of Anthropic errors', () => {
  assert.deepEqual(anthropic.error(529, 'busy'), {
    type: 'error',
    error: { type: 'overloaded_error', message: 'busy' },
  });
  assert.match(JSON.stringify(anthropic.error(500, 'x')), /api_error/);
});
