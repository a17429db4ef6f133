import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { type CallRecord, type Candidate, callChain, costOf, MAX_RETRIES } from './call.ts';
import type { CallPart, ChatModel, ModelPart, ModelRequest } from './chat-model.ts';
import { modelErrors } from './errors.ts';
import { offlineView } from './present.ts';

type Behave = (tries: number, request: ModelRequest) => AsyncIterable<ModelPart>;

const FINISH: ModelPart = { type: 'finish', reason: 'stop', usage: { inputTokens: 1_000, outputTokens: 10 } };
const VIEW = { ...offlineView(''), inputMicrosPerMillion: 3_000_000, outputMicrosPerMillion: 15_000_000 };

async function* saying(text: string): AsyncIterable<ModelPart> {
  yield { type: 'text', text };
  yield FINISH;
}

async function* failing(error: unknown): AsyncIterable<ModelPart> {
  yield* [];
  throw error;
}

async function* hanging({ signal }: ModelRequest): AsyncIterable<ModelPart> {
  yield* [];
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function candidate(id: string, behave: Behave, timeoutMs = 60_000): Candidate {
  let tries = 0;
  const model: ChatModel = { stream: (request) => behave(++tries, request) };
  return { view: { ...VIEW, id, name: id, timeoutMs }, model };
}

interface Called {
  text: string;
  parts: CallPart[];
  records: CallRecord[];
  error: unknown;
}

/** Random 0 makes every pause half as long as it may be. */
async function called(
  chain: Candidate[],
  signal = new AbortController().signal,
  random = () => 0,
): Promise<Called> {
  const records: CallRecord[] = [];
  const needs = { now: () => 7, random, record: async (made: CallRecord) => void records.push({ ...made }) };
  const parts: CallPart[] = [];
  let error: unknown;
  try {
    for await (const part of callChain(needs, chain, { messages: [], tools: [], signal })) parts.push(part);
  } catch (thrown) {
    error = thrown;
  }
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return { text, parts, records, error };
}

const outcomes = ({ records }: Called) => records.map(({ modelId, outcome }) => `${modelId} ${outcome}`);

test('a call that works is one record, with its tokens and cost', async () => {
  const result = await called([candidate('a', () => saying('hello'))]);
  assert.equal(result.text, 'hello');
  assert.equal(result.records.length, 1);
  const [{ firstTokenMs, durationMs, ...record }] = result.records as [CallRecord];
  assert.deepEqual(record, {
    modelId: 'a',
    outcome: 'ok',
    inputTokens: 1_000,
    outputTokens: 10,
    costMicros: 3_150,
    startedAt: 7,
  });
  assert.ok(firstTokenMs !== null && firstTokenMs <= durationMs);
  assert.deepEqual(result.parts.at(-1), {
    type: 'finish',
    reason: 'stop',
    inputTokens: 1_000,
    outputTokens: 10,
    costMicros: 3_150,
    modelId: 'a',
    modelName: 'a',
  });
});

test('costOf() counts both directions and rounds to whole micros', () => {
  assert.equal(costOf(VIEW, 1, 0), 3);
  assert.equal(costOf({ ...VIEW, inputMicrosPerMillion: 150_000 }, 3, 0), 0);
  assert.equal(costOf({ ...VIEW, inputMicrosPerMillion: 150_000 }, 4, 0), 1);
  assert.equal(costOf({ ...VIEW, inputMicrosPerMillion: 0, outputMicrosPerMillion: 0 }, 9e6, 9e6), 0);
});

for (const make of [
  () => modelErrors.model_unavailable('p'),
  () => modelErrors.model_rate_limited('p'),
  () => modelErrors.model_answer_broken('p'),
]) {
  test(`${make().code} is tried again, and each try is recorded`, async () => {
    const result = await called([
      candidate('a', (tries) => (tries <= MAX_RETRIES ? failing(make()) : saying('at last'))),
    ]);
    assert.equal(result.text, 'at last');
    assert.deepEqual(outcomes(result), [`a ${make().code}`, `a ${make().code}`, 'a ok']);
  });

  test(`${make().code} that stays is given up after ${MAX_RETRIES} retries`, async () => {
    const result = await called([candidate('a', () => failing(make()))]);
    assert.ok(isProblem(result.error, make().code));
    assert.equal(result.records.length, MAX_RETRIES + 1);
  });
}

for (const make of [
  () => modelErrors.model_key_refused('p'),
  () => modelErrors.model_request_refused('p', 400),
]) {
  test(`${make().code} is not tried again: the next model is asked at once`, async () => {
    const result = await called([
      candidate('a', () => failing(make())),
      candidate('b', () => saying('from b')),
    ]);
    assert.equal(result.text, 'from b');
    assert.deepEqual(outcomes(result), [`a ${make().code}`, 'b ok']);
  });
}

test('an error that nobody expected goes to the next model and is recorded as internal', async () => {
  const result = await called([
    candidate('a', () => failing(new TypeError('oops'))),
    candidate('b', () => saying('from b')),
  ]);
  assert.deepEqual(outcomes(result), ['a internal_error', 'b ok']);
});

test('when every model of the chain fails, the last problem is told', async () => {
  const result = await called([
    candidate('a', () => failing(modelErrors.model_key_refused('first'))),
    candidate('b', () => failing(modelErrors.model_request_refused('second', 422))),
  ]);
  assert.equal((result.error as Error).message, 'Cannot call model: second refuses the request (422)');
});

test('a model that does not answer in its time is left for the next one, without a retry', async () => {
  const result = await called([
    candidate('slow', (_, request) => hanging(request), 1_000),
    candidate('b', () => saying('from b')),
  ]);
  assert.equal(result.text, 'from b');
  assert.deepEqual(outcomes(result), ['slow model_timeout', 'b ok']);
});

test('a time-out with nobody to fall back on names the limit', async () => {
  const result = await called([candidate('slow', (_, request) => hanging(request), 1_000)]);
  assert.ok(isProblem(result.error, 'model_timeout'));
  assert.match(result.error.message, /within 1 seconds/);
});

test('what was said is not said again: a break in mid answer is no retry and no fail-over', async () => {
  const broken = async function* (): AsyncIterable<ModelPart> {
    yield { type: 'text', text: 'half an ans' };
    throw modelErrors.model_answer_broken('p');
  };
  const result = await called([candidate('a', broken), candidate('b', () => saying('whole'))]);
  assert.equal(result.text, 'half an ans');
  assert.ok(isProblem(result.error, 'model_answer_broken'));
  assert.deepEqual(outcomes(result), ['a model_answer_broken']);
});

test('a stop by the person ends the call at once, and is recorded as cancelled', async () => {
  const abort = new AbortController();
  const calling = called(
    [candidate('a', (_, request) => hanging(request)), candidate('b', () => saying('b'))],
    abort.signal,
  );
  setTimeout(() => abort.abort(new Error('stopped')), 10);
  const result = await calling;
  assert.equal((result.error as Error).message, 'stopped');
  assert.deepEqual(outcomes(result), ['a cancelled']);
});

test('a stop during the pause between two tries ends it', async () => {
  const abort = new AbortController();
  const calling = called(
    [candidate('a', () => failing(modelErrors.model_rate_limited('p').retryAfter(9)))],
    abort.signal,
  );
  const began = performance.now();
  setTimeout(() => abort.abort(new Error('stopped')), 10);
  const result = await calling;
  assert.ok(result.error);
  assert.equal(result.records.length, 1);
  assert.ok(performance.now() - began < 5_000);
});

test('a wait that a provider asks for is kept, and one that is too long goes to the next model', async () => {
  const began = performance.now();
  const kept = await called([
    candidate('a', (tries) =>
      tries === 1 ? failing(modelErrors.model_rate_limited('p').retryAfter(1)) : saying('after a second'),
    ),
  ]);
  assert.equal(kept.text, 'after a second');
  assert.ok(performance.now() - began >= 990);
  const long = await called([
    candidate('a', () => failing(modelErrors.model_rate_limited('p').retryAfter(60))),
    candidate('b', () => saying('from b')),
  ]);
  assert.deepEqual(outcomes(long), ['a model_rate_limited', 'b ok']);
});

test('pauses grow and have jitter: chance moves them between half and one and a half', async () => {
  const took = async (random: number) => {
    const began = performance.now();
    await called(
      [candidate('a', (tries) => (tries === 1 ? failing(modelErrors.model_unavailable('p')) : saying('x')))],
      undefined,
      () => random,
    );
    return performance.now() - began;
  };
  const [short, long] = [await took(0), await took(1)];
  assert.ok(short >= 195, `${short}`);
  assert.ok(long >= 595, `${long}`);
});

test('an empty chain is a model that nobody knows', async () => {
  assert.ok(isProblem((await called([])).error, 'model_unknown'));
});
