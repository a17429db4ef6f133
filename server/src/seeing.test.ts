import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Amounts, Payer, Reservation } from './budgets/index.ts';
import type { CallPart, ModelRequest, Models } from './models/index.ts';
import { eyesOf } from './seeing.ts';

const PICTURE = { page: 1, mediaType: 'image/png' as const, bytes: Uint8Array.of(1, 2, 3) };
const WHOSE = { workspaceId: 'w', runId: 'r', signal: new AbortController().signal };

interface Call {
  options: Parameters<Models['call']>[0];
  request: ModelRequest;
}

/** Models of a workspace with one that says what it is told to, or none. */
function modelsSaying(texts: string[] | null) {
  const calls: Call[] = [];
  async function* call(options: Call['options'], request: ModelRequest): AsyncGenerator<CallPart> {
    calls.push({ options, request });
    yield { type: 'reasoning', text: 'I look at it.' };
    for (const text of texts ?? []) yield { type: 'text', text };
    const usage = { inputTokens: 900, outputTokens: 100, costMicros: 12 };
    yield { type: 'finish', reason: 'stop', ...usage, modelId: 'm1', modelName: 'M' };
  }
  const told: unknown[] = [];
  const budgets = {
    async reserve(key: unknown, _: unknown, estimate: () => Promise<Amounts>): Promise<Reservation> {
      told.push(key, await estimate());
      return { kind: 'held', settle: async (spent) => void told.push(spent), release: async () => {} };
    },
  };
  const seeing = async () => (texts === null ? null : { id: 'm1' });
  const models = { call, seeing, priceOf: async () => 70 } as unknown as Models;
  return { calls, needs: { models, budgets, runtime: { now: () => 5 } }, told };
}
const seen = (texts: string[] | null) => eyesOf(modelsSaying(texts).needs).see(PICTURE, WHOSE);

test('a picture is shown to the model that sees, in the name of its run', async () => {
  const { calls, needs } = modelsSaying(['# Log', '\n\nWords.']);
  assert.equal(await eyesOf(needs).see(PICTURE, WHOSE), '# Log\n\nWords.');
  const [call] = calls;
  assert.deepEqual(call?.options, { workspaceId: 'w', modelId: 'm1', runId: 'r' });
  assert.equal(call?.request.signal, WHOSE.signal);
  assert.deepEqual(call?.request.messages.at(-1), {
    role: 'user',
    text: 'Transcribe this page.',
    images: [{ mediaType: 'image/png', bytes: PICTURE.bytes }],
  });
});

const SAID: [what: string, said: string[], text: string][] = [
  ['a block of code around all of it is taken away', ['```markdown\n# A\n\nb\n```'], '# A\n\nb'],
  ['so is one without a name', ['```\nA\n```\n'], 'A'],
  ['blocks of code within it stay', ['Text\n\n```\ncode\n```'], 'Text\n\n```\ncode\n```'],
  ['nothing is nothing', ['  \n'], ''],
];
for (const [what, said, text] of SAID) {
  test(`of what the model says, ${what}`, async () => assert.equal(await seen(said), text));
}

test('without a model that sees, eyes are closed and nobody is called', async () => {
  const { calls, needs } = modelsSaying(null);
  const eyes = eyesOf(needs);
  assert.deepEqual([await eyes.isOpen('w'), await eyes.see(PICTURE, WHOSE), calls.length], [false, '', 0]);
  assert.equal(await eyesOf(modelsSaying([]).needs).isOpen('w'), true);
});

test('what a picture takes is held before it is shown, and counted by what it took', async () => {
  const { needs, told } = modelsSaying(['Words.']);
  const spender = { workspaceId: 'w', userId: 'u', agentId: '', rootRunId: 'r' };
  const payer: Payer = { key: { runId: 'r', step: 'read', attempt: 1 }, spender };
  assert.equal(await eyesOf(needs).see(PICTURE, { ...WHOSE, payer }), 'Words.');
  assert.deepEqual(told, [
    payer.key,
    { tokens: 2_500, costMicros: 70, steps: 1, seconds: 0 },
    { tokens: 1_000, costMicros: 12, steps: 1, seconds: 0 },
  ]);
});
