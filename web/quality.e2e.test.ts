import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, findings } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const CSV = [
  'question,document,quote,grade',
  'What is the keel made of?,keel.txt,lead,3',
  'How long is the mast?,mast.txt,,1',
  'Who won the chess tournament?,,,',
].join('\n');

let product: Product;
let baseId = '';
before(async () => {
  product = await startProduct();
  const { server } = product;
  baseId = (await server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Boats' })).id;
  for (const [name, text] of [
    ['keel.txt', 'The keel of the boat is made of lead. It weighs two tonnes.'],
    ['mast.txt', 'The mast of the boat is made of pine. It is nine metres long.'],
  ] as const) {
    const form = new FormData();
    form.append('file', new File([text], name));
    const headers = { authorization: `Bearer ${server.token}` };
    const path = `${server.url}/api/v1/knowledge/bases/${baseId}/documents`;
    const { runId } = (await (await fetch(path, { method: 'POST', headers, body: form })).json()) as {
      runId: string;
    };
    await (await fetch(`${server.url}/api/v1/runs/${runId}/events`, { headers })).text();
  }
});
after(() => product[Symbol.asyncDispose]());

test('a set is made, filled, measured twice, and the measurements are compared', async () => {
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/knowledge/${baseId}`);
  await page.getByTestId('quality-tab').click();
  await page.getByTestId('set-create').click();
  await page.getByTestId('set-name').fill('What sailors ask');
  await page.getByTestId('set-save').click();
  await page.getByTestId('question-import').click();
  await page.getByTestId('import-text').fill(CSV);
  await page.getByTestId('import-save').click();
  await page.getByTestId('question-row').nth(2).waitFor();

  await page.getByTestId('question-add').click();
  await page.getByTestId('question-text').fill('What weighs two tonnes?');
  await page.getByTestId('expected-add').click();
  await page.getByTestId('expected-document').click();
  await page.getByRole('option', { name: 'keel.txt' }).click();
  await page.getByTestId('question-save').click();
  await page.getByTestId('question-row').nth(3).waitFor();

  await page.getByTestId('measurements-tab').click();
  const done = page.locator('[data-testid="evaluation-row"][data-state="done"]');
  for (const nth of [0, 1]) {
    await page.getByTestId('measure').click();
    await page.getByTestId('measure-start').click();
    await done.nth(nth).waitFor();
  }
  for (const nth of [0, 1]) await page.getByTestId('evaluation-choose').nth(nth).click();
  const compared = page.getByTestId('compared-question');
  await compared.nth(3).waitFor();
  const verdicts = await page.evaluate<string[]>(
    "[...document.querySelectorAll('[data-testid=verdict]')].map((one) => one.dataset.verdict)",
  );
  assert.deepEqual(verdicts, ['same', 'same', 'same', 'unjudged']);
  assert.match((await compared.first().textContent()) ?? '', /keel\.txt expected/);
  assert.deepEqual(await findings(page), []);

  await page.setViewportSize(PHONE);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= PHONE.width, `the page is ${width} wide on a phone`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('an answer leads to the very words that support it', async () => {
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.getByTestId('composer-input').fill('What is the keel made of?');
  await page.getByTestId('composer-send').click();
  await page.getByTestId('answer-check').waitFor();
  await page.getByTestId('citation-chip').first().click();
  await page.getByTestId('citation-open-document').click();
  const words = page.getByTestId('cited-words').first();
  await words.waitFor();
  assert.equal(await words.textContent(), 'The keel of the boat is made of lead.');
  assert.deepEqual(faults, []);
  await context.close();
});

test('what no document says is not known, and the nearest documents are a click away', async () => {
  const { page, faults, context } = await device(product, { viewport: PHONE });
  await page.getByTestId('composer-input').fill('Who won the chess tournament of Reykjavik?');
  await page.getByTestId('composer-send').click();
  const unknown = page.getByTestId('answer-unknown');
  await unknown.waitFor();
  assert.match((await unknown.textContent()) ?? '', /I don't know/);
  assert.deepEqual(await findings(page), []);
  await unknown.getByRole('link').first().click();
  await page.getByTestId('passage-highlighted').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
