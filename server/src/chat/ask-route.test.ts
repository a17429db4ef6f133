import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPart, ModelRequest, Models } from '../models/index.ts';
import { askModelForRoute } from './ask-route.ts';
import type { History } from './history.ts';
import type { Choice } from './route.ts';

const FALLBACK: Choice = {
  route: 'agent',
  agent: 'creative',
  reason: 'nothing_special',
  pinned: false,
  sure: false,
};
const HISTORY = { question: { text: 'Go on' } } as History;

/** Models of which only the calls matter. */
function modelsThat(speak: (request: ModelRequest) => AsyncIterable<CallPart>, offline = false): Models {
  return {
    call: (_: object, request: ModelRequest) => speak(request),
    isOffline: async () => offline,
  } as unknown as Models;
}

function ask(models: Models, { signal = new AbortController().signal, limitMs = 5_000 } = {}) {
  const asking = { workspaceId: 'w', model: null, runId: 'r', signal, limitMs };
  return askModelForRoute(models, asking, HISTORY, FALLBACK);
}

async function* words(...texts: string[]): AsyncGenerator<CallPart> {
  for (const text of texts) yield { type: 'text', text };
}

/** Says nothing until it is told to end. */
async function* silence({ signal }: ModelRequest): AsyncGenerator<CallPart> {
  signal.throwIfAborted();
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  yield { type: 'text', text: 'code' };
}

test('askModelForRoute() takes the route that the model names, in pieces and in any case', async () => {
  const choice = await ask(modelsThat(() => words('Know', 'LEDGE.')));
  assert.equal(choice.route, 'knowledge');
  assert.equal(choice.agent, 'research');
  assert.equal(choice.reason, 'model_decided');
});

test('askModelForRoute() keeps the choice of the rules when the model names no route', async () => {
  assert.equal(await ask(modelsThat(() => words('I would rather not say'))), FALLBACK);
});

test('askModelForRoute() does not ask the offline model', async () => {
  const models = modelsThat(() => assert.fail('it was asked'), true);
  assert.equal(await ask(models), FALLBACK);
});

test('askModelForRoute() ends a model that talks without end', async () => {
  let said = 0;
  async function* endless(): AsyncGenerator<CallPart> {
    for (;;) {
      said += 1;
      yield { type: 'text', text: 'well, ' };
    }
  }
  assert.equal(await ask(modelsThat(endless)), FALLBACK);
  assert.ok(said < 100, `it listened to ${said} pieces`);
});

test('askModelForRoute() waits no longer than its limit for a silent model', async () => {
  let ended = false;
  const models = modelsThat((request) => {
    request.signal.addEventListener('abort', () => {
      ended = true;
    });
    return silence(request);
  });
  assert.equal(await ask(models, { limitMs: 20 }), FALLBACK);
  assert.equal(ended, true);
});

test('askModelForRoute() throws when the run itself is cancelled', async () => {
  const stop = new AbortController();
  const asked = ask(modelsThat(silence), { signal: stop.signal });
  stop.abort(new DOMException('cancelled', 'AbortError'));
  await assert.rejects(asked, { name: 'AbortError' });
});
