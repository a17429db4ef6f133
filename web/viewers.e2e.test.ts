import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { copiedText, device, readText, send, storedAnswers, wholeAnswer } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const WORDS = 200;
const WHOLE = Array.from({ length: WORDS }, (_, index) => `w${index + 1}`).join(' ');
/** What is easily doubled, cut or reordered: two scripts, emphasis, a table, code, a formula, an emoji of several code points. */
const RICH = `# 报告 Report

中文和 English 混排，**重点内容**。 A family 👩‍👩‍👧 and a rule:

| 月份 | value |
| --- | ---: |
| 一月 | 1 |
| 二月 | 22 |

\`\`\`python
print("你好")
\`\`\`

The sum is $a^2 + b^2$, and [1] is no source.`;

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product[Symbol.asyncDispose]());

test('a reload in mid stream, a second tab and a second device show the same answer, byte for byte', async () => {
  await product.useModel(`sim-first100-gap20-tokens${WORDS}`);
  const first = await device(product);
  const other = await device(product, { viewport: { width: 390, height: 844 } });
  const id = await send(first.page, 'Say your words');
  const url = first.page.url();
  await first.page.getByText('w20 ').first().waitFor();
  const tab = await first.context.newPage();
  await Promise.all([first.page.reload(), tab.goto(url), other.page.goto(url)]);
  const underWay = first.page.locator('[data-testid="message-assistant"][data-state="streaming"]');
  await underWay.waitFor();
  const pages = [first.page, tab, other.page];
  for (const page of pages) assert.equal(await readText(await wholeAnswer(page)), WHOLE);
  const [stored] = await storedAnswers(product, id);
  assert.equal(stored?.text, WHOLE);
  for (const page of pages) {
    assert.equal(await copiedText(page, await wholeAnswer(page)), stored.text);
    assert.equal(await page.getByTestId('message-assistant').count(), 1);
  }
  assert.deepEqual([first.faults, other.faults], [[], []]);
  await first.context.close();
  await other.context.close();
});

test('an answer full of Markdown reads the same while it was watched, after a reload, and elsewhere', async () => {
  await product.useModel('sim-echo-gap25');
  const { page, context } = await device(product);
  const id = await send(page, RICH);
  const watched = await wholeAnswer(page);
  await watched.getByRole('table').waitFor();
  await watched.getByRole('heading', { name: '报告 Report' }).waitFor();
  const [stored] = await storedAnswers(product, id);
  assert.equal(stored?.text, RICH);
  assert.equal(await copiedText(page, watched), RICH);
  await watched.locator('.katex').first().waitFor();
  const before = (await watched.getByTestId('markdown').textContent()) ?? '';
  assert.match(before, /重点内容/);
  await page.reload();
  const again = await wholeAnswer(page);
  await again.locator('.katex').first().waitFor();
  await again.getByText('print("你好")').waitFor();
  assert.equal(await again.getByTestId('markdown').textContent(), before);
  assert.equal(await again.getByTestId('citation-chip').count(), 0);
  await context.close();
});

test('a second device sees a new question and its answer without a reload', async () => {
  await product.useModel('sim-first200-gap20-tokens30');
  const first = await device(product);
  const other = await device(product);
  const id = await send(first.page, 'One');
  await wholeAnswer(first.page);
  await other.page.goto(first.page.url());
  await wholeAnswer(other.page);
  await first.page.getByTestId('composer-input').fill('Two');
  await first.page.keyboard.press('Enter');
  await other.page.getByTestId('message-user').filter({ hasText: 'Two' }).waitFor();
  const second = other.page.locator('[data-testid="message-assistant"][data-state="complete"]').nth(1);
  await second.waitFor();
  const answers = await storedAnswers(product, id);
  assert.equal(await readText(second), answers[1]?.text);
  assert.equal(answers.length, 2);
  await first.context.close();
  await other.context.close();
});

test('tokens and cost stand below an answer, the same after a reload as when it was watched', async () => {
  await product.useModel('sim-gap10-tokens50');
  const { page, context } = await device(product);
  await send(page, 'What does it cost?');
  const usage = (await wholeAnswer(page)).getByTestId('message-usage');
  const watched = (await usage.textContent()) ?? '';
  assert.match(watched, /\d+ tokens/);
  await page.reload();
  await wholeAnswer(page);
  assert.equal(await usage.textContent(), watched);
  await context.close();
});

test('stop ends an answer at once for every viewer and keeps what was said', async () => {
  await product.useModel('sim-gap50-tokens400');
  const first = await device(product);
  const id = await send(first.page, 'Go on and on');
  await first.page.getByText('w5 ').first().waitFor();
  const tab = await first.context.newPage();
  await tab.goto(first.page.url());
  await tab.getByText('w5 ').first().waitFor();
  await first.page.getByTestId('composer-stop').click();
  const stopped = '[data-testid="message-assistant"][data-state="stopped"]';
  for (const page of [first.page, tab]) await page.locator(stopped).waitFor();
  const [stored] = await storedAnswers(product, id);
  assert.equal(stored?.state, 'stopped');
  assert.match(stored.text, /^w1 w2 w3 w4 w5/);
  for (const page of [first.page, tab]) {
    await page.locator(stopped).getByText(stored.text, { exact: true }).waitFor();
  }
  await first.context.close();
});
