import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type Client, clientOf, sseData, type TestApp, testApp } from '../testing/app.ts';
import { ask } from '../testing/chat.ts';
import type { RunEventView, RunView } from './contract.ts';

interface Page {
  items: RunView[];
  next: string | null;
}

describe('runs over HTTP', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  /** Reads the stream of a run to its end; with its ids as the wire has them. */
  async function stream(runId: string, query = '', headers: Record<string, string> = {}) {
    const request = new Request(`http://test/api/v1/runs/${runId}/events${query}`, {
      headers: { authorization: `Bearer ${product.owner.token}`, ...headers },
    });
    const response = await product.app.fetch(request);
    const text = await response.text();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const events = response.ok ? sseData(text).map((data) => JSON.parse(data) as RunEventView) : [];
    return { status: response.status, response, ids, events, text };
  }

  async function join(role: string): Promise<Client> {
    const email = `${role}@example.org`;
    const { body } = await product.owner.call('POST', '/api/v1/invitations', { email, role });
    const wanted = { token: body.token, name: role, password: 'a long password' };
    const path = '/api/v1/invitations/acceptance';
    const joined = await product.anonymous.call<{ accessToken: string }>('POST', path, wanted);
    return clientOf(product.app.fetch, joined.body.accessToken);
  }

  /** Asks for code that runs until it is told to stop, and answers the id of its run. */
  async function endlessRun(): Promise<string> {
    const code = 'import time\nwhile True: time.sleep(0.1)';
    void product.owner.call('POST', '/api/v1/executions', { language: 'python', code });
    return waitFor(async () => {
      const { body } = await product.owner.call<Page>('GET', '/api/v1/runs?state=running');
      return body.items[0]?.id;
    });
  }

  test('the stream of a run is numbered without a gap, from its first event to its last', async () => {
    const { runId } = await ask(product.owner, 'What is 6 * 7?');
    const { response, ids, events } = await stream(runId);
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.deepEqual(
      ids,
      ids.map((_, index) => index + 1),
    );
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      ids,
    );
    assert.equal(events[0]?.type, 'run.queued');
    assert.equal(events.at(-1)?.type, 'run.finished');
    assert.ok(events.every(({ type, payload }) => type !== 'step.finished' || !('output' in payload)));
  });

  test('a reader goes on after any event that it has seen, by header or query, the header first', async () => {
    const { runId } = await ask(product.owner, 'What is 6 * 7?');
    const { events } = await stream(runId);
    for (let after = 0; after <= events.length; after++) {
      const byHeader = await stream(runId, '', { 'last-event-id': String(after) });
      assert.deepEqual(byHeader.events, events.slice(after));
    }
    assert.deepEqual((await stream(runId, '?after=2')).events, events.slice(2));
    assert.deepEqual((await stream(runId, '?after=1', { 'last-event-id': '3' })).events, events.slice(3));
    assert.deepEqual((await stream(runId, '?after=9999')).events, []);
    for (const wrong of ['-1', 'x', '1.5'])
      assert.equal((await stream(runId, '', { 'last-event-id': wrong })).status, 400, wrong);
  });

  test('a cancellation ends the run and its streams, and asking again changes nothing', async () => {
    const runId = await endlessRun();
    const live = stream(runId);
    const cancel = () => product.owner.call<RunView>('PUT', `/api/v1/runs/${runId}/cancellation`);
    assert.equal((await cancel()).status, 202);
    const { events } = await live;
    assert.equal(events.at(-1)?.type, 'run.cancelled');
    const again = await cancel();
    assert.deepEqual([again.status, again.body.state], [202, 'cancelled']);
    const { body } = await product.owner.call<RunView>('GET', `/api/v1/runs/${runId}`);
    assert.ok(body.finishedAt !== null && body.finishedAt >= body.createdAt);
  });

  test('the list is newest first, paged, and filtered by state and procedure', async () => {
    for (const text of ['one', 'two', 'three']) await ask(product.owner, text);
    const first = await product.owner.call<Page>('GET', '/api/v1/runs?procedure=chat.turn&limit=2');
    const path = `/api/v1/runs?procedure=chat.turn&limit=200&cursor=${first.body.next}`;
    const rest = await product.owner.call<Page>('GET', path);
    const ids = [...first.body.items, ...rest.body.items].map(({ id }) => id);
    assert.ok(ids.length >= 3 && rest.body.next === null);
    assert.deepEqual(ids, [...new Set(ids)].sort().reverse());
    const done = await product.owner.call<Page>('GET', '/api/v1/runs?state=done');
    assert.ok(done.body.items.every(({ state }) => state === 'done'));
    assert.equal((await product.owner.call('GET', '/api/v1/runs?state=odd')).status, 400);
  });

  test('others see a run once it is shared; a moderator sees and stops every run, but reads no private one', async () => {
    const editor = await join('editor');
    const moderator = await join('moderator');
    const { runId, conversationId } = await ask(product.owner, 'private for now');
    const isListed = async (client: Client) =>
      (await client.call<Page>('GET', '/api/v1/runs?limit=200')).body.items.some(({ id }) => id === runId);
    const read = async (client: Client) => (await client.call('GET', `/api/v1/runs/${runId}`)).status;
    assert.deepEqual([await read(editor), await isListed(editor)], [404, false]);
    assert.deepEqual([await read(moderator), await isListed(moderator)], [200, true]);
    const events = async (client: Client) => {
      const { status, body } = await client.call('GET', `/api/v1/runs/${runId}/events`);
      return status === 200 ? 'read' : body.code;
    };
    assert.deepEqual([await events(editor), await events(moderator)], ['not_found', 'not_found']);
    const label = async (client: Client) =>
      (await client.call<RunView>('GET', `/api/v1/runs/${runId}`)).body.label;
    assert.deepEqual([await label(product.owner), await label(moderator)], ['private for now', null]);
    const list = await moderator.call('GET', '/api/v1/runs?limit=200');
    assert.doesNotMatch(JSON.stringify(list.body), /private for now/);
    const visibility = { visibility: 'workspace' };
    await product.owner.call('PATCH', `/api/v1/conversations/${conversationId}`, visibility);
    assert.deepEqual([await read(editor), await isListed(editor)], [200, true]);
    assert.deepEqual([await events(editor), await events(moderator)], ['read', 'read']);
    const stop = (client: Client) => client.call('PUT', `/api/v1/runs/${runId}/cancellation`);
    assert.equal((await stop(editor)).body.code, 'forbidden');
    assert.equal((await stop(moderator)).status, 202);
  });
});
