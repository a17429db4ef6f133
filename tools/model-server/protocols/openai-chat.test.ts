import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiChat } from './openai-chat.ts';
import { eventsOf, REPLY, TOOL_REPLY } from './testing/samples.ts';

const REQUEST = {
  model: 'sim',
  stream: true,
  stream_options: { include_usage: true },
  messages: [
    { role: 'system', content: 'Be brief' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'two ' },
        { type: 'text', text: 'parts' },
      ],
    },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'tool', tool_call_id: 'a', content: 'first' },
    { role: 'tool', tool_call_id: 'b', content: 'second' },
  ],
  tools: [{ type: 'function', function: { name: 'add', parameters: { type: 'object' } } }],
};

test('readTurn() finds the user text, the results of one round and the tools', () => {
  const turn = openaiChat.readTurn(REQUEST, '');
  assert.equal(turn.system, 'Be brief');
  assert.equal(turn.userText, 'two parts');
  assert.equal(turn.rounds, 1);
  assert.deepEqual(turn.toolResults, ['first', 'second']);
  assert.deepEqual(turn.tools, [{ name: 'add', schema: { type: 'object' } }]);
  assert.equal(turn.wantsUsage, true);
});

test('readTurn() survives a request without anything', () => {
  const turn = openaiChat.readTurn({}, '');
  assert.deepEqual([turn.model, turn.stream, turn.userText, turn.tools], ['', false, '', []]);
});

test('pieces() are one write for each token, ended by usage and [DONE]', () => {
  const turn = openaiChat.readTurn(REQUEST, '');
  const pieces = openaiChat.pieces(REPLY, turn);
  assert.equal(pieces.length, 2);
  assert.ok(pieces.at(-1)!.endsWith('data: [DONE]\n\n'));
  const chunks = eventsOf(pieces) as { choices: { delta: { content?: string }; finish_reason: string }[] }[];
  assert.deepEqual(
    chunks.map(({ choices }) => choices[0]?.delta.content),
    ['', 'w1', ' w2', undefined, undefined],
  );
  assert.equal(chunks[3]!.choices[0]!.finish_reason, 'stop');
  assert.deepEqual((chunks[4] as unknown as { usage: unknown }).usage, {
    prompt_tokens: 10,
    completion_tokens: 2,
    total_tokens: 12,
  });
});

test('pieces() has no usage unless it is asked for', () => {
  const turn = openaiChat.readTurn({ ...REQUEST, stream_options: undefined }, '');
  assert.ok(!openaiChat.pieces(REPLY, turn).join('').includes('"usage"'));
});

test('whole() carries tool calls with arguments as text', () => {
  const [choice] = openaiChat.whole(TOOL_REPLY).choices as { message: unknown; finish_reason: string }[];
  assert.equal(choice!.finish_reason, 'tool_calls');
  assert.deepEqual(choice!.message, {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"left":1}' } }],
  });
});

test('error() has the shape of OpenAI errors', () => {
  assert.deepEqual(openaiChat.error(401, 'no'), {
    error: { message: 'no', type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
  });
  assert.match(JSON.stringify(openaiChat.error(500, 'no')), /server_error/);
});
