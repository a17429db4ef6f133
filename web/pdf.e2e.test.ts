import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, findingsEverywhere } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const CHAPTERS = 30;
const CITED = 'The gallery is closed while the wind is above nine Beaufort.';
const HTML = `<meta charset="utf8"><style>h1{page-break-before:always}</style><p>Handbook</p>${Array.from(
  { length: CHAPTERS },
  (_, index) =>
    `<h1>Chapter ${index + 1}</h1><p>Ropes, 潮汐 and lamps.</p>${index === 19 ? `<p>${CITED}</p>` : ''}`,
).join('')}`;

interface PassageOf {
  id: string;
  text: string;
  start: number;
  page: number;
}

let product: Product;
let address: string;
let passage: PassageOf;

before(async () => {
  product = await startProduct();
  const { page, context } = await device(product);
  await page.setContent(HTML);
  const buffer = await page.pdf();
  const base = await product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Harbour' });
  await page.goto(`${product.server.url}/knowledge/${base.id}`);
  await page
    .getByTestId('document-upload')
    .setInputFiles({ name: 'handbook.pdf', mimeType: 'application/pdf', buffer });
  await page.getByTestId('document-row').getByText('Ready').waitFor();
  const documents = `/api/v1/knowledge/bases/${base.id}/documents`;
  const { items } = await product.get<{ items: { id: string }[] }>(documents);
  const id = items[0]?.id;
  const all = await product.get<{ items: PassageOf[] }>(`${documents}/${id}/passages?limit=200`);
  const found = all.items.find(({ text }) => text.includes('Beaufort'));
  assert.ok(found);
  passage = found;
  address = `${product.server.url}/knowledge/${base.id}/${id}`;
  await context.close();
});
after(() => product[Symbol.asyncDispose]());

/** Links to the words that are cited, as an answer does. */
function cited(words: string): string {
  const start = passage.start + passage.text.replaceAll('\n', ' ').indexOf(words);
  return `${address}?passage=${passage.id}&start=${start}&end=${start + words.length}`;
}

test('a citation opens the PDF at its page, with the words marked, and only near pages are drawn', async () => {
  const { page, context, faults } = await device(product);
  await page.goto(cited(CITED));
  const sheet = page.locator(`[data-testid="pdf-page"][data-page="${passage.page}"]`);
  const mark = sheet.getByTestId('pdf-mark').first();
  await mark.waitFor();
  const [box, around] = [await mark.boundingBox(), await sheet.boundingBox()];
  assert.ok(box && around && box.width > 50 && box.height > 5);
  assert.ok(box.y > 0 && box.y < 860 && box.x >= around.x && box.x + box.width <= around.x + around.width);
  // What is marked is where the text layer has the words.
  const covered = await page.evaluate<string>(`(() => {
    const box = document.querySelector('[data-testid="pdf-mark"]').getBoundingClientRect();
    const under = document.elementsFromPoint(box.x + 4, box.y + box.height / 2);
    return under.map((element) => element.textContent).find((text) => text.includes('gallery')) ?? '';
  })()`);
  assert.match(covered, /gallery/);
  const drawn = await page.locator('[data-testid="pdf-page"][data-drawn="true"]').count();
  assert.ok(drawn > 0 && drawn < CHAPTERS / 2, `${drawn} of ${CHAPTERS + 1} pages are drawn`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('find goes through the pages, and the text is a click away', async () => {
  const { page, context, faults } = await device(product, { viewport: { width: 390, height: 844 } });
  await page.goto(address);
  await page.getByTestId('find').fill('潮汐');
  await page.getByTestId('find-count').getByText(`1 of ${CHAPTERS}`).waitFor();
  await page.getByTestId('find').press('Shift+Enter');
  const last = page.locator(`[data-testid="pdf-page"][data-page="${CHAPTERS + 1}"]`);
  await last.locator('[data-kind="current"]').waitFor();
  await page.getByText('Text', { exact: true }).click();
  await page.locator('mark[data-kind="current"]').getByText('潮汐').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('the viewer is axe-clean in light and dark, and fits a phone', async () => {
  const { page, context } = await device(product);
  await page.goto(cited(CITED));
  await page.getByTestId('pdf-mark').first().waitFor();
  assert.deepEqual(await findingsEverywhere(page), []);
  await context.close();
});
