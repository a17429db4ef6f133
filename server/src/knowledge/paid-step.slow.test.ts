import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ReadingServer, readingServer, waitFor } from '../../../tools/test-servers/index.ts';
import type { BudgetView, BudgetWaitView } from '../budgets/contract.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { type EmbeddingServer, embeddingServer } from '../testing/embedding-server.ts';
import { scannedPdf } from '../testing/scan.ts';
import type { DocumentView } from './contract.ts';

const BOUND = { boundMs: 60_000 };
const NO_LIMITS = { tokens: null, costMicros: null, steps: null, seconds: null };

describe('ingestion that reaches a cap', { timeout: 300_000 }, () => {
  let product: TestApp;
  let owner: Client;
  let reader: ReadingServer;
  let embedding: EmbeddingServer;
  before(async () => {
    [product, reader, embedding] = await Promise.all([testApp(), readingServer(), embeddingServer()]);
    owner = product.owner;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
    embedding[Symbol.dispose]();
  });

  const post = async <T>(path: string, body: object) => {
    const answer = await owner.call<T & { id: string }>('POST', `/api/v1${path}`, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  const newProvider = (name: string, baseUrl: string) =>
    post('/model-providers', { kind: 'openai-compatible', name, baseUrl, key: 'sk-any' });
  const newBudget = (limits: object) =>
    post<BudgetView>('/budgets', { kind: 'workspace', period: 'total', limits: { ...NO_LIMITS, ...limits } });
  const newBase = async (name: string) =>
    `/api/v1/knowledge/bases/${(await post('/knowledge/bases', { name })).id}`;
  const documentAt = async (path: string) =>
    (await owner.call<DocumentView & Record<string, unknown>>('GET', path)).body;
  const used = async (id: string) =>
    (await owner.call<BudgetView & { id: string }>('GET', `/api/v1/budgets/${id}`)).body.used;
  const waits = async () =>
    (await owner.call<{ items: BudgetWaitView[] }>('GET', '/api/v1/budget-waits')).body.items;
  const raise = (id: string, limits: object) =>
    owner.call('PUT', `/api/v1/budgets/${id}/limits`, { ...NO_LIMITS, ...limits });
  async function upload(base: string, name: string, bytes: Uint8Array | string): Promise<string> {
    const { body, status } = await owner.upload<{ documentId: string }>(`${base}/documents`, name, bytes);
    assert.equal(status, 202, JSON.stringify(body));
    return `${base}/documents/${body.documentId}`;
  }
  const ready = (path: string) =>
    waitFor(async () => ((await documentAt(path)).state === 'ready' ? true : undefined), BOUND);
  const waiting = async (path: string) => {
    const { runId } = await documentAt(path);
    return waitFor(async () => (await waits()).find((wait) => wait.runId === runId), BOUND);
  };

  test('scanned pages wait for a raise in the middle, and no page is paid for twice', async () => {
    const provider = await newProvider('Reading', reader.url);
    const model = { providerId: provider.id, name: 'seeing', wireName: 'seeing', seesImages: true };
    await post('/models', { ...model, inputMicrosPerMillion: 2_000_000, outputMicrosPerMillion: 2_000_000 });
    // A page is taken for one step; the third finds no room.
    const budget = await newBudget({ steps: 2 });
    const path = await upload(
      await newBase('Scans'),
      'log.pdf',
      scannedPdf([['First'], ['Second'], ['Third']]),
    );
    const wait = await waiting(path);
    assert.deepEqual([wait.budgetId, wait.dimension, wait.needed], [budget.id, 'steps', 1]);
    assert.deepEqual([(await documentAt(path)).state, reader.asked.length], ['pending', 2]);
    await raise(budget.id, { steps: 10 });
    await ready(path);
    assert.equal(reader.asked.length, 3);
    assert.equal((await used(budget.id)).steps, 3);
    await owner.call('DELETE', `/api/v1/budgets/${budget.id}`);
  });

  test('vectors wait for a raise, at the price of the model, and so does a change of the model', async () => {
    const { id: providerId } = await newProvider('Embedding', embedding.url);
    const wireName = 'dim48';
    await post('/models', { providerId, name: 'vectors', wireName, inputMicrosPerMillion: 5_000_000 });
    const base = await newBase('Vectors');
    const old = await upload(base, 'old.md', 'Iron anchors.');
    await ready(old);
    const budget = await newBudget({ costMicros: 1 });
    const put = await owner.call<{ runId: string }>('PUT', `${base}/embedding`, {
      model: { providerId, wireName },
    });
    assert.equal(put.status, 202);
    await waitFor(async () => (await waits()).find(({ runId }) => runId === put.body.runId), BOUND);
    await raise(budget.id, { costMicros: 60 });
    await waitFor(async () => {
      const { body } = await owner.call<{ model: unknown }>('GET', `${base}/embedding`);
      return body.model ?? undefined;
    }, BOUND);
    assert.ok((await used(budget.id)).costMicros > 0);
    const askedOf = (word: string) => embedding.asked.flat().filter((text) => text.includes(word)).length;
    const path = await upload(base, 'new.md', 'Ropes of hemp and lines of cotton. '.repeat(8));
    assert.equal((await waiting(path)).dimension, 'costMicros');
    assert.equal(askedOf('hemp'), 0);
    const search = { query: 'iron anchors', mode: 'hybrid' };
    const found = await owner.call<{ items: { documentName: string }[] }>('POST', `${base}/search`, search);
    assert.equal(found.body.items[0]?.documentName, 'old.md', 'words still find');
    await raise(budget.id, { costMicros: 100_000 });
    await ready(path);
    assert.equal(askedOf('hemp'), 1);
    await owner.call('DELETE', `/api/v1/budgets/${budget.id}`);
  });

  test('a document that waits at a cap can be called off', async () => {
    const budget = await newBudget({ steps: 1 });
    const base = await newBase('Called off');
    const path = await upload(base, 'scan.pdf', scannedPdf([['Another'], ['And one more']]));
    await waiting(path);
    const { runId } = await documentAt(path);
    await owner.call('PUT', `/api/v1/runs/${runId}/cancellation`);
    await waitFor(async () => ((await documentAt(path)).state === 'failed' ? true : undefined), BOUND);
    assert.equal((await documentAt(path)).error?.code, 'document_cancelled');
    await owner.call('DELETE', `/api/v1/budgets/${budget.id}`);
  });
});
