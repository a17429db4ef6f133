import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { copiedText, device, readText, send, storedAnswers, wholeAnswer } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

/** Moments at which the server is killed while the page is open. BROWSER_RECOVERY_ROUNDS=50 is the long form. */
const ROUNDS = Number(process.env['BROWSER_RECOVERY_ROUNDS'] ?? 4);
const WORDS = 120;
const WHOLE = Array.from({ length: WORDS }, (_, index) => `w${index + 1}`).join(' ');
const MAX_ANSWER_MS = 2_200;
const MAX_TOOL_MS = 1_200;
const TOOL = `CALL run_code ${JSON.stringify({ language: 'python', code: 'import time\ntime.sleep(1.5)\nprint(6 * 7)' })}`;
/** The browser says so when a server is gone; that is what these tests are about. */
const SERVER_GONE = /Failed to load resource: net::ERR_/;

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product[Symbol.asyncDispose]());

async function killAndRestart(page: Page): Promise<void> {
  await product.kill();
  await page.getByTestId('offline-banner').waitFor();
  await product.restart();
}

/** The page, the copy that it gives, and the database agree to the byte. */
async function agreedText(page: Page, conversationId: string, moment: string): Promise<string> {
  const answer = await wholeAnswer(page);
  const [stored, ...others] = await storedAnswers(product, conversationId);
  assert.ok(stored && others.length === 0, moment);
  assert.equal(stored.state, 'complete', moment);
  assert.equal(await copiedText(page, answer), stored.text, moment);
  assert.equal(await page.getByTestId('message-assistant').count(), 1, moment);
  assert.equal(await page.getByTestId('message-user').count(), 1, moment);
  const tools = stored.parts.filter(({ type }) => type === 'tool');
  assert.equal(await answer.getByTestId('tool-card').count(), tools.length, moment);
  await page.getByTestId('offline-banner').waitFor({ state: 'detached' });
  return stored.text;
}

test('a page whose server is killed in mid answer goes on by itself and shows the whole text once', async () => {
  await product.useModel(`sim-first100-gap15-tokens${WORDS}`);
  const { page, faults, context } = await device(product, {}, SERVER_GONE);
  for (let round = 1; round <= ROUNDS; round++) {
    const momentMs = Math.random() * MAX_ANSWER_MS;
    await page.goto(`${product.server.url}/chat`);
    const id = await send(page, 'Say your words');
    await pause(momentMs);
    await killAndRestart(page);
    const moment = `round ${round}, killed after ${momentMs.toFixed(0)} ms`;
    assert.equal(await agreedText(page, id, moment), WHOLE, moment);
    assert.equal(await readText(await wholeAnswer(page)), WHOLE, moment);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('a page whose server is killed in mid tool call shows one call and one whole answer', async () => {
  await product.useModel('sim-tool-first50-gap10');
  const { page, faults, context } = await device(product, {}, SERVER_GONE);
  for (let round = 1; round <= ROUNDS; round++) {
    const momentMs = Math.random() * MAX_TOOL_MS;
    await page.goto(`${product.server.url}/chat?agent=code`);
    const id = await send(page, TOOL);
    await page.locator('[data-testid="tool-card"][data-state="running"]').waitFor();
    await pause(momentMs);
    await killAndRestart(page);
    const moment = `round ${round}, killed ${momentMs.toFixed(0)} ms into the call`;
    assert.match(await agreedText(page, id, moment), /^The tool answered: /, moment);
    assert.equal(await page.locator('[data-testid="tool-card"][data-state="running"]').count(), 0, moment);
  }
  assert.deepEqual(faults, []);
  await context.close();
});
