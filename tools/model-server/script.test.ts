import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextCalls } from './script.ts';
import type { Turn } from './turn.ts';

const search = { name: 'search', schema: { type: 'object', properties: { query: { type: 'string' } } } };
const runCode = { name: 'run_code', schema: { type: 'object', properties: {} } };

test('nextCalls() calls the tool that the text names, with arguments from its schema', () => {
  assert.deepEqual(nextCalls(turn({ userText: 'please search' })), [
    { name: 'search', input: { query: 'please search' } },
  ]);
  assert.deepEqual(nextCalls(turn({ userText: 'hello' })), [{ name: 'run_code', input: {} }]);
});

test('nextCalls() takes CALL lines as one round and THEN lines as rounds after it', () => {
  const userText = 'CALL search {"query":"a"}\nCALL search {"query":"b"}\nTHEN run_code {"code":"1"}';
  assert.deepEqual(nextCalls(turn({ userText })), [
    { name: 'search', input: { query: 'a' } },
    { name: 'search', input: { query: 'b' } },
  ]);
  assert.deepEqual(nextCalls(turn({ userText, rounds: 1 })), [{ name: 'run_code', input: { code: '1' } }]);
  assert.deepEqual(nextCalls(turn({ userText, rounds: 2 })), []);
});

test('nextCalls() calls nothing after a tool result or without tools', () => {
  assert.deepEqual(nextCalls(turn({ userText: 'search', rounds: 1 })), []);
  assert.deepEqual(nextCalls(turn({ userText: 'CALL search {}', tools: [] })), []);
});

function turn(changes: Partial<Turn>): Turn {
  return {
    model: 'sim-tool',
    stream: false,
    wantsUsage: false,
    system: '',
    userText: '',
    rounds: 0,
    toolResults: [],
    tools: [runCode, search],
    promptLength: 0,
    ...changes,
  };
}
