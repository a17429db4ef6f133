import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../tools/test-servers/index.ts';
import { device } from './testing/pages.ts';
import { startProduct } from './testing/product.ts';

const PART_BYTES = 4 * 1024 * 1024;

test('a large document goes on where it was when the server was killed on its way', async () => {
  await using product = await startProduct();
  const base = await product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Harbour' });
  const { page, context } = await device(product, {}, /./);
  await page.goto(`${product.server.url}/knowledge/${base.id}`);
  const uploads = `/api/v1/knowledge/bases/${base.id}/uploads/`;
  const offsets: number[] = [];
  let killed = false;
  await page.route(`**${uploads}*`, async (route, request) => {
    if (request.method() !== 'PATCH') return route.continue();
    offsets.push(Number(request.headers()['upload-offset']));
    if (offsets.length === 2 && !killed) {
      killed = true;
      await product.kill();
      await route.abort();
      return product.restart();
    }
    return route.continue();
  });
  const line = 'The anchor holds in sand and mud, and slips on rock.\n';
  const text = `# Log\n\n${line.repeat(Math.ceil((2.5 * PART_BYTES) / line.length))}\nThe last word is halyard.\n`;
  await page
    .getByTestId('document-upload')
    .setInputFiles({ name: 'log.md', mimeType: 'text/markdown', buffer: Buffer.from(text) });
  const document = await waitFor(
    async () => {
      const path = `/api/v1/knowledge/bases/${base.id}/documents`;
      const found = await product.get<{ items?: { size: number; name: string }[] }>(path).catch(() => null);
      return found?.items?.[0];
    },
    { boundMs: 120_000 },
  );
  assert.deepEqual([document.name, document.size], ['log.md', Buffer.byteLength(text)]);
  assert.deepEqual(offsets.slice(0, 2), [0, PART_BYTES]);
  assert.equal(offsets.filter((offset) => offset === 0).length, 1, 'what had come was not sent again');
  await page.getByTestId('document-row').waitFor();
  await context.close();
});
