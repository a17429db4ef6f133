import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';
import type { HitView } from './contract.ts';
import { type InspectedView, MAX_EDITED_LENGTH, MAX_EDITED_PASSAGES } from './edits-contract.ts';

const TEXT = '# One\n\nEbb and flow.\n\n# Two\n\nTwice a day.\n\n# Three\n\nThe moon pulls.\n';

type Places = { items: InspectedView[]; next: string | null };

describe('passages are inspected and edited over HTTP', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  async function added() {
    const { baseId, documentId } = await addDocument(owner, 'tides.md', TEXT);
    return { baseId, path: `/api/v1/knowledge/bases/${baseId}/documents/${documentId}` };
  }
  const places = async (path: string, query = '') =>
    (await owner.call<Places>('GET', `${path}/inspection${query}`)).body;
  async function put(path: string, first: number, last: number, passages: unknown) {
    const answer = await owner.call<{ runId: string; code: string }>('PUT', `${path}/edits/${first}`, {
      last,
      passages,
    });
    if (answer.status === 202) await owner.call('GET', `/api/v1/runs/${answer.body.runId}/events`);
    return answer;
  }

  test('what search has is listed in order, page by page', async () => {
    const { path } = await added();
    const all = await places(path);
    assert.deepEqual(
      all.items.map(({ first, last, state, isApplied }) => [first, last, state, isApplied]),
      [0, 1, 2].map((number) => [number, number, 'parsed', true]),
    );
    const [passage] = all.items[0]?.passages ?? [];
    assert.ok(passage && passage.tokens > 0 && passage.words.includes('ebb'));
    assert.equal(passage.heading, 'One');
    const page = await places(path, '?limit=1');
    const rest = await places(path, `?limit=5&cursor=${page.next}`);
    assert.deepEqual([page.items.length, rest.items.map(({ first }) => first), rest.next], [1, [1, 2], null]);
    assert.deepEqual((await places(path, '?cursor=nonsense')).items.length, 3);
  });

  test('an edit is accepted, found, listed with who made it, written down, and taken back', async () => {
    const { baseId, path } = await added();
    assert.equal((await put(path, 0, 1, ['Tides in short: twice a day.'])).status, 202);
    const search = await owner.call<{ items: HitView[] }>(
      'POST',
      `/api/v1/knowledge/bases/${baseId}/search`,
      {
        query: 'short',
        mode: 'keyword',
      },
    );
    assert.deepEqual(
      search.body.items.map(({ text }) => text),
      ['Tides in short: twice a day.'],
    );
    const [place] = (await places(path)).items;
    assert.deepEqual([place?.first, place?.last, place?.state], [0, 1, 'edited']);
    const me = await owner.call<{ user: { id: string } }>('GET', '/api/v1/me');
    assert.equal(place?.editedBy, me.body.user.id);
    type Entry = { action: string; subject: string; details: unknown };
    const log = await owner.call<{ items: Entry[] }>('GET', '/api/v1/audit?limit=1');
    const [entry] = log.body.items;
    assert.deepEqual([entry?.action, entry?.details], ['knowledge.edit-passages', { last: 1 }]);
    assert.ok(!JSON.stringify(entry).includes('short'), 'no text of a document is in the log');
    const undone = await owner.call<{ runId: string }>('DELETE', `${path}/edits/0`);
    assert.equal(undone.status, 202);
    await owner.call('GET', `/api/v1/runs/${undone.body.runId}/events`);
    assert.deepEqual(
      (await places(path)).items.map(({ state }) => state),
      ['parsed', 'parsed', 'parsed'],
    );
  });

  test('what is malformed, too much, or not there is refused by its code', async () => {
    const { path } = await added();
    const code = async (first: number, last: number, passages: unknown) =>
      (await put(path, first, last, passages)).body.code;
    assert.equal(await code(0, 0, ['']), 'request_invalid');
    assert.equal(await code(0, 0, ['x'.repeat(MAX_EDITED_LENGTH + 1)]), 'request_invalid');
    assert.equal(
      await code(
        0,
        0,
        Array.from({ length: MAX_EDITED_PASSAGES + 1 }, () => 'x'),
      ),
      'request_invalid',
    );
    assert.equal(await code(0, -1, []), 'request_invalid');
    assert.equal(await code(7, 7, ['x']), 'passages_unknown');
    assert.equal((await owner.call('DELETE', `${path}/edits/0`)).body['code'], 'passages_unknown');
  });

  test('who may only read inspects, and changes nothing', async () => {
    const { path } = await added();
    const viewer = await newMember(product, 'viewer');
    assert.equal((await viewer.call<Places>('GET', `${path}/inspection`)).body.items.length, 3);
    const refused = await viewer.call('PUT', `${path}/edits/0`, { last: 0, passages: [] });
    assert.deepEqual([refused.status, refused.body['code']], [403, 'forbidden']);
    assert.equal((await viewer.call('DELETE', `${path}/edits/0`)).status, 403);
  });
});
