import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBehaviour } from './behaviour.ts';
import { replyTo } from './reply.ts';
import { foldEntries, type Turn } from './turn.ts';

test('replyTo() counts its tokens: "w1 w2 w3"', () => {
  const reply = replyTo(turn('sim-tokens3'), parseBehaviour('sim-tokens3'), 1);
  assert.equal(reply.tokens.join(''), 'w1 w2 w3');
  assert.equal(reply.outputTokens, 3);
  assert.equal(reply.inputTokens, 25);
});

test('replyTo() quotes what a tool answered', () => {
  const after = { ...turn('sim-tool'), rounds: 1, toolResults: ['42', 'a  b'] };
  const reply = replyTo(after, parseBehaviour('sim-tool'), 1);
  assert.equal(reply.tokens.join(''), 'The tool answered: 42 | a  b');
});

test('replyTo() echoes text of any white space exactly', () => {
  const said = { ...turn('sim-echo'), userText: ' 你好\n  world  ' };
  assert.equal(replyTo(said, parseBehaviour('sim-echo'), 1).tokens.join(''), ' 你好\n  world  ');
});

test('foldEntries() counts tool rounds since the last user message', () => {
  const folded = foldEntries([
    { kind: 'user', text: 'old' },
    { kind: 'results', texts: ['0'] },
    { kind: 'user', text: 'new' },
    { kind: 'results', texts: ['1'] },
    { kind: 'results', texts: ['2', '3'] },
  ]);
  assert.deepEqual(folded, { userText: 'new', rounds: 2, toolResults: ['2', '3'] });
});

function turn(model: string): Turn {
  return {
    model,
    stream: false,
    wantsUsage: false,
    system: '',
    userText: 'hello',
    rounds: 0,
    toolResults: [],
    tools: [],
    promptLength: 100,
  };
}
