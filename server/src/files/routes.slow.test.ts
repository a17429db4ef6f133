import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type Reply, type TestApp, testApp } from '../testing/app.ts';
import type { FileView } from './contract.ts';

describe('files over HTTP', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  async function upload(name: string, bytes: string | Uint8Array): Promise<FileView> {
    const { status, body } = await product.owner.upload<FileView>('/api/v1/files', name, bytes);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }
  const contentOf = ({ id }: { id: string }, method = 'GET'): Promise<Reply> =>
    product.owner.call(method, `/api/v1/files/${id}/content`);

  test('an upload is answered with what was stored, and comes back byte for byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    const file = await upload('noise.bin', bytes);
    assert.deepEqual(
      [file.name, file.size, file.mediaType],
      ['noise.bin', bytes.length, 'application/octet-stream'],
    );
    const request = new Request(`http://test/api/v1/files/${file.id}/content`, {
      headers: { authorization: `Bearer ${product.owner.token}` },
    });
    const response = await product.app.fetch(request);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes));
    assert.equal(response.headers.get('content-length'), String(bytes.length));
    assert.ok(response.headers.get('x-request-id'));
  });

  test('what a browser might run is a download; a picture and plain text are shown', async () => {
    const cases: [string, string, string][] = [
      ['page.html', 'attachment', 'application/octet-stream'],
      ['drawing.svg', 'attachment', 'application/octet-stream'],
      ['script.js', 'attachment', 'application/octet-stream'],
      ['figure.png', 'inline', 'image/png'],
      ['notes.txt', 'inline', 'text/plain'],
    ];
    for (const [name, disposition, type] of cases) {
      const { headers } = await contentOf(await upload(name, '<script>alert(1)</script>'));
      assert.ok(headers.get('content-disposition')?.startsWith(disposition), name);
      assert.equal(headers.get('content-type'), type, name);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
      assert.match(headers.get('cache-control') ?? '', /^private/);
    }
  });

  test('any name goes through the header and cannot leave it', async () => {
    for (const name of ['知识库.txt', 'it\'s "quoted" (1)*.txt', 'a;b=c,d.txt', '100%.txt']) {
      const { headers } = await contentOf(await upload(name, 'x'));
      const [, encoded = ''] =
        /filename\*=UTF-8''([^;]*)$/.exec(headers.get('content-disposition') ?? '') ?? [];
      assert.match(encoded, /^[\w.%~!#$&+^`|-]+$/, name);
      assert.equal(decodeURIComponent(encoded), name);
    }
  });

  test('a form without a file, and a name that is refused, are told', async () => {
    const form = new FormData();
    form.set('file', 'only text');
    const request = new Request('http://test/api/v1/files', {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${product.owner.token}` },
    });
    const response = await product.app.fetch(request);
    assert.equal(((await response.json()) as { code: string }).code, 'file_missing');
    const { status, body } = await product.owner.upload('/api/v1/files', 'evil\u202egpj.exe', 'x');
    assert.deepEqual([status, body.code], [400, 'file_name_invalid']);
  });

  test('HEAD tells the size and leaves no file open', async () => {
    const file = await upload('big.bin', new Uint8Array(500_000));
    const blobs = join(product.folder, 'blobs');
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(blobs);
        } catch {
          return false;
        }
      }).length;
    for (let count = 0; count < 20; count++) {
      const { status, headers } = await contentOf(file, 'HEAD');
      assert.deepEqual([status, headers.get('content-length')], [200, '500000']);
    }
    await contentOf(file);
    await waitFor(() => open() === 0, { what: 'all files closed' });
  });

  test('content that is gone from the store is a failure with its code, not half an answer', async () => {
    const file = await upload('lost.txt', 'soon gone');
    rmSync(join(product.folder, 'blobs'), { recursive: true });
    const { status, body } = await contentOf(file);
    assert.deepEqual([status, body.code], [500, 'file_content_missing']);
  });
});
