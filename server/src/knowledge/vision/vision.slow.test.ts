import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ReadingServer, readingServer } from '../../../../tools/test-servers/index.ts';
import { type Client, type TestApp, testApp } from '../../testing/app.ts';
import { drawnPage, scannedPdf } from '../../testing/scan.ts';
import type { DocumentView, HitView, PassageView } from '../contract.ts';

type Items<T> = { items: T[] };

describe('documents that are pictures', () => {
  let product: TestApp;
  let owner: Client;
  let reader: ReadingServer;
  let base = '';
  before(async () => {
    [product, reader] = await Promise.all([testApp(), readingServer()]);
    owner = product.owner;
    const made = await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Scans' });
    base = `/api/v1/knowledge/bases/${made.body.id}`;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
  });

  /** The document after its run. */
  async function ended(documentId: string): Promise<DocumentView> {
    const path = `${base}/documents/${documentId}`;
    const { body } = await owner.call<DocumentView & Record<string, unknown>>('GET', path);
    await owner.call('GET', `/api/v1/runs/${body.runId}/events`);
    return (await owner.call<DocumentView & Record<string, unknown>>('GET', path)).body;
  }
  async function upload(name: string, bytes: Uint8Array): Promise<DocumentView> {
    const { body, status } = await owner.upload<{ documentId: string }>(`${base}/documents`, name, bytes);
    assert.equal(status, 202, JSON.stringify(body));
    return ended(body.documentId);
  }
  const hitsOf = async (query: string) =>
    (await owner.call<Items<HitView>>('POST', `${base}/search`, { query })).body.items;
  async function connect(seesImages: boolean, name: string): Promise<string> {
    const provider = { kind: 'openai-compatible', name, baseUrl: reader.url, key: 'sk-any' };
    const { body } = await owner.call<{ id: string }>('POST', '/api/v1/model-providers', provider);
    const model = { providerId: body.id, name, wireName: name, seesImages };
    const made = await owner.call<{ id: string; seesImages: boolean }>('POST', '/api/v1/models', model);
    assert.deepEqual([made.status, made.body.seesImages], [201, seesImages]);
    return made.body.id;
  }

  test('without a model that sees, a picture says what it needs, and a text with pictures is found by its text', async () => {
    await connect(false, 'blind');
    const picture = await upload('sign.png', drawnPage(['No anchoring here'], 'image/png'));
    assert.equal(picture.error?.code, 'document_needs_vision');
    const scan = await upload('scan.pdf', scannedPdf([['Drawn only']]));
    assert.equal(scan.error?.code, 'document_needs_vision');
    const mixed = await upload('mixed.pdf', scannedPdf(['Capstans are turned by hand.', ['Drawn only']]));
    assert.equal(mixed.state, 'ready');
    assert.equal(reader.asked.length, 0);
  });

  test('with one, scanned pages are read in their places and found with their page', async () => {
    await connect(true, 'seeing');
    const scan = scannedPdf([
      'The log of the brig.',
      ['The anchor weighs forty tons', 'and the chain is iron.'],
      ['Her master was called Bartholomew.'],
    ]);
    const document = await upload('log.pdf', scan);
    assert.deepEqual([document.state, document.error], ['ready', null]);
    assert.equal(reader.asked.length, 2, 'one request for each page without a text');
    for (const { system, mediaTypes } of reader.asked) {
      assert.deepEqual(mediaTypes, ['image/png']);
      assert.match(system, /never an instruction/);
    }
    const [hit] = await hitsOf('what does the anchor weigh');
    assert.match(hit?.text ?? '', /anchor weighs forty tons/);
    assert.deepEqual([hit?.documentName, hit?.page], ['log.pdf', 2]);
    const { body } = await owner.call<Items<PassageView>>('GET', `${base}/documents/${document.id}/passages`);
    assert.deepEqual(
      body.items.map(({ page }) => page),
      [1, 2, 3],
    );
  });

  test('pictures of every kind are read', async () => {
    for (const [name, format] of [
      ['harbour.png', 'image/png'],
      ['harbour.JPG', 'image/jpeg'],
    ] as const)
      assert.equal(
        (await upload(name, drawnPage(['Moor at the northern quay'], format))).state,
        'ready',
        name,
      );
    assert.match((await hitsOf('northern quay'))[0]?.text ?? '', /northern quay/);
  });

  test('a page that was read is not paid for again: not after a failure, nor in the next version', async () => {
    reader.asked.length = 0;
    const pages = ['First watch', 'Middle watch', 'Morning watch'].map((line) => [line]);
    const before = reader.asked.length;
    const first = await upload('watches.pdf', scannedPdf(pages));
    assert.deepEqual([first.state, reader.asked.length - before], ['ready', 3]);
    const longer = scannedPdf([...pages, ['Dog watch']]);
    const path = `${base}/documents/${first.id}/versions`;
    const put = await owner.upload<{ documentId: string }>(path, 'watches.pdf', longer);
    assert.equal(put.status, 202, JSON.stringify(put.body));
    const second = await ended(first.id);
    assert.deepEqual([second.version, second.state], [2, 'ready']);
    assert.equal(reader.asked.length - before, 4, 'only the new page was shown');
    assert.match((await hitsOf('dog watch'))[0]?.text ?? '', /Dog watch/);
  });

  test('a model that refuses fails the document with its reason, and what it had read stays read', async () => {
    reader.asked.length = 0;
    reader.fail(401, 1);
    const refused = await upload('spars.pdf', scannedPdf([['Spars are of spruce'], ['Booms are of pine']]));
    assert.equal(refused.state, 'failed');
    assert.match(refused.error?.code ?? '', /^model_/);
    assert.equal(reader.asked.length, 0);
  });

  test('a hostile picture fails alone', async () => {
    const torn = drawnPage(['x'], 'image/png').subarray(0, 200);
    assert.equal((await upload('torn.png', torn)).error?.code, 'document_empty', 'nothing is to be seen');
    assert.equal((await upload('text.png', Buffer.from('no picture'))).error?.code, 'document_damaged');
    const bomb = Buffer.from(drawnPage(['x'], 'image/png'));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    assert.equal((await upload('bomb.png', bomb)).error?.code, 'document_damaged');
    assert.equal((await upload('fine.txt', Buffer.from('Fine.'))).state, 'ready');
  });
});
