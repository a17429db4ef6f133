import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type WebSite, webSite } from '../server/src/testing/web-site.ts';
import { device, findings } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const page = (title: string, text: string, ...links: string[]) =>
  `<title>${title}</title><h1>${title}</h1><p>${text}</p>${links.map((to) => `<a href="${to}">${to}</a>`).join('')}`;

let site: WebSite;
let product: Product;
before(async () => {
  site = await webSite({
    '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /docs/hidden' },
    '/docs/': page('Boats', 'All about boats.', 'keels', 'hidden', 'broken'),
    '/docs/keels': page('Keels', 'A keel of lead keeps a boat upright.'),
    '/docs/broken': { status: 503 },
  });
  product = await startProduct({ EGRESS_HOSTS: `127.0.0.1:${site.port}` });
});
after(async () => {
  await product[Symbol.asyncDispose]();
  site[Symbol.dispose]();
});

test('a site is added on the page, read, looked into, read again and deleted with its documents', async () => {
  const base = await product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Harbour' });
  const { page: shown, faults, context } = await device(product);
  await shown.goto(`${product.server.url}/knowledge/${base.id}`);
  await shown.getByTestId('sources-tab').click();
  await shown.getByText('No sources yet').waitFor();
  await shown.getByTestId('add-source').click();
  const dialog = shown.getByRole('dialog');
  await dialog.getByTestId('source-address').fill(`${site.url}/docs/`);
  assert.deepEqual(await findings(shown), [], 'the form');
  await dialog.getByTestId('source-save').click();
  const outcome = shown.getByTestId('source-outcome');
  await outcome.waitFor();
  assert.match((await outcome.textContent()) ?? '', /^2 new · 1 left out · 1 failed/);

  await shown.getByRole('button', { name: /Menu of/ }).click();
  await shown.getByRole('menuitem', { name: 'Pages and files' }).click();
  await dialog.getByText('The site asks crawlers not to read it').waitFor();
  await dialog.getByText('The server answered 503').waitFor();
  assert.deepEqual(await findings(shown), [], 'its pages');
  await dialog.getByText('Failed', { exact: true }).first().click();
  await dialog.getByText(/docs\/keels$/).waitFor({ state: 'hidden' });
  await shown.keyboard.press('Escape');

  site.pages
    .set('/docs/keels', page('Keels', 'A keel of iron.'))
    .set('/docs/broken', page('Mended', 'Whole.'));
  await shown.getByTestId('source-sync').click();
  await shown.getByText(/^1 new · 1 changed · 1 unchanged · 1 left out/).waitFor();
  await shown.getByRole('tab', { name: 'Documents' }).click();
  await shown.getByText('Mended.html').waitFor();

  await shown.getByTestId('sources-tab').click();
  await shown.getByRole('button', { name: /Menu of/ }).click();
  await shown.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByLabel('Also delete the documents that came from it').check();
  await dialog.getByTestId('confirm-delete-source').click();
  await shown.getByText('No sources yet').waitFor();
  const { items } = await product.get<{ items: unknown[] }>(`/api/v1/knowledge/bases/${base.id}/documents`);
  assert.deepEqual(items, []);
  assert.deepEqual(faults, []);
  await context.close();
});

test('on a phone, in the dark and in Chinese, nothing runs over the edge', async () => {
  const base = await product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name: '港口' });
  const settings = { kind: 'web', address: `${site.url}/docs/`, depth: 0 };
  await product.server.post(`/api/v1/knowledge/bases/${base.id}/sources`, { settings });
  const options = { locale: 'zh-CN', colorScheme: 'dark' as const, viewport: { width: 390, height: 844 } };
  const { page: shown, context } = await device(product, options);
  await shown.goto(`${product.server.url}/knowledge/${base.id}`);
  await shown.getByTestId('sources-tab').click();
  await shown.getByText(/新增 1/).waitFor();
  assert.deepEqual(await findings(shown), []);
  const root = 'document.documentElement';
  assert.equal(await shown.evaluate(`${root}.scrollWidth - ${root}.clientWidth`), 0);
  await context.close();
});
