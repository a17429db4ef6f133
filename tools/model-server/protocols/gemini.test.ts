import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gemini, geminiTarget } from './gemini.ts';
import { eventsOf, REPLY, TOOL_REPLY } from './testing/samples.ts';

const PATH = '/v1beta/models/sim-tokens3:streamGenerateContent';
const REQUEST = {
  systemInstruction: { parts: [{ text: 'Be brief' }] },
  contents: [
    { role: 'user', parts: [{ text: 'add' }] },
    { role: 'model', parts: [{ functionCall: { name: 'add', args: {} } }] },
    {
      role: 'user',
      parts: [
        { functionResponse: { name: 'add', response: { name: 'add', content: 'first' } } },
        { functionResponse: { name: 'add', response: { sum: 2 } } },
      ],
    },
  ],
  tools: [
    { functionDeclarations: [{ name: 'add', parameters: { type: 'OBJECT' } }] },
    { functionDeclarations: [{ name: 'find', parametersJsonSchema: { type: 'object' } }] },
  ],
};

const TURN = gemini.readTurn(REQUEST, PATH);

test('geminiTarget() reads model and verb of a path', () => {
  assert.deepEqual(geminiTarget(PATH), { name: 'sim-tokens3', verb: 'streamGenerateContent' });
  assert.equal(geminiTarget('/v1beta/models'), undefined);
});

test('readTurn() takes model and streaming from the path, the rest from the body', () => {
  assert.deepEqual([TURN.model, TURN.stream], ['sim-tokens3', true]);
  assert.equal(TURN.system, 'Be brief');
  assert.equal(TURN.userText, 'add');
  assert.equal(TURN.rounds, 1);
  assert.deepEqual(TURN.toolResults, ['first', '{"sum":2}']);
  assert.deepEqual(
    TURN.tools.map(({ name, schema }) => [name, schema.type]),
    [
      ['add', 'OBJECT'],
      ['find', 'object'],
    ],
  );
});

test('pieces() are chunks of which only the last one finishes', () => {
  const chunks = eventsOf(gemini.pieces(REPLY, TURN)) as {
    candidates: { content: { parts: { text: string }[] }; finishReason?: string }[];
  }[];
  assert.deepEqual(
    chunks.map(({ candidates }) => [candidates[0]!.content.parts[0]!.text, candidates[0]!.finishReason]),
    [
      ['w1', undefined],
      [' w2', 'STOP'],
    ],
  );
});

test('whole() carries function calls', () => {
  const [candidate] = gemini.whole(TOOL_REPLY).candidates as { content: { parts: unknown[] } }[];
  assert.deepEqual(candidate!.content.parts, [{ functionCall: { name: 'add', args: { left: 1 } } }]);
});

test('error() has the shape of Google errors', () => {
  assert.deepEqual(gemini.error(429, 'slow down'), {
    error: { code: 429, message: 'slow down', status: 'RESOURCE_EXHAUSTED' },
  });
});
