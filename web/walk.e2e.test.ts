import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { makePdf } from '../server/src/testing/pdf.ts';
import { chromium } from '../tools/test-servers/index.ts';
import { launch, removeFolder } from '../tools/test-servers/product.ts';
import { watchedPage, wholeAnswer } from './testing/pages.ts';

const HANDBOOK = makePdf([
  [
    'Opening hours',
    'The lighthouse opens at nine in the morning.',
    'On Mondays it stays closed for cleaning.',
  ],
  ['Tickets', 'A ticket costs seven euros. Children under twelve go up for free.'],
  ['Storm rules', 'The gallery is closed when the wind is stronger than eighty kilometres per hour.'],
]);
const SALES = 'month,north,south\nJan,120,90\nFeb,137,143\nMar,154,126\nApr,171,109\n';

async function becomeOwner(page: Page, code: string): Promise<void> {
  await page.getByTestId('setup-code').fill('AAAAA-AAAAA');
  await page.getByTestId('setup-name').fill('Ada');
  await page.getByTestId('setup-email').fill('ada@example.org');
  await page.getByTestId('setup-password').fill('a long password');
  await page.getByTestId('setup-submit').click();
  await page.getByTestId('form-problem').getByText('not the code').waitFor();
  await page.getByTestId('setup-code').fill(code);
  await page.getByTestId('setup-submit').click();
  await page.getByTestId('composer-input').waitFor();
}

async function uploadHandbook(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Knowledge' }).click();
  await page.getByTestId('base-create').first().click();
  await page.getByTestId('base-name').fill('Lighthouse');
  await page.getByTestId('base-save').click();
  const file = { name: 'handbook.pdf', mimeType: 'application/pdf', buffer: HANDBOOK };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByTestId('document-row').filter({ hasText: '3 passages' }).getByText('Ready').waitFor();
}

async function askAboutIt(page: Page): Promise<void> {
  await page.getByTestId('new-chat').click();
  await page.getByTestId('composer-input').fill('When is the gallery of the lighthouse closed?');
  await page.keyboard.press('Enter');
  const answer = await wholeAnswer(page);
  await answer.getByTestId('citation-chip').first().click();
  const panel = page.getByTestId('citation-panel');
  await panel.getByText('Page 3', { exact: true }).waitFor();
  await panel.getByText('stronger than eighty kilometres per hour').waitFor();
  await panel.getByTestId('citation-open-document').click();
  const sheet = page.locator('[data-testid="pdf-page"][data-page="3"]');
  await sheet.getByTestId('pdf-mark').first().waitFor();
  await sheet.getByText('stronger than eighty kilometres per hour').first().waitFor();
  assert.equal(
    await page.locator('[data-testid="pdf-page"]:not([data-page="3"])').getByTestId('pdf-mark').count(),
    0,
  );
}

async function plotTable(page: Page): Promise<void> {
  await page.getByTestId('new-chat').click();
  const file = { name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(SALES) };
  await page.getByTestId('composer-attach').setInputFiles(file);
  await page.getByTestId('composer-input').fill('Plot this table');
  await page.getByTestId('attachment').filter({ hasText: 'sales.csv' }).waitFor();
  await page.getByTestId('composer-send').click();
  const answer = await wholeAnswer(page);
  const figure = answer.getByTestId('figure');
  await figure.waitFor();
  const width = await figure.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
  assert.ok(width > 300, `the figure is ${width} pixels wide`);
  const card = answer.getByTestId('tool-card').first();
  await card.getByRole('button').first().click();
  await card.getByText('read_csv').first().waitFor();
}

async function lookAround(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Agents', exact: true }).click();
  await page.getByTestId('agent-card').first().waitFor();
  assert.equal(await page.getByTestId('agent-card').count(), 5);
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByTestId('run-row').filter({ hasText: 'Plot this table' }).click();
  await page.getByTestId('run-step').filter({ hasText: 'Tool: Run code' }).waitFor();
  assert.deepEqual(await page.getByTestId('run-step').locator('[title]').allInnerTexts(), [
    'Choose the route',
    'Model call 1',
    'Tool: Run code',
    'Model call 2',
    'Record the result',
    'Save the answer',
  ]);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByTestId('settings-sandbox').click();
  await page.getByTestId('sandbox-level').waitFor();
}

test('from the first start to answers with sources and figures, without environment, key or network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-first-start-'));
  const server = await launch(folder);
  const browser = await chromium();
  try {
    assert.ok(server.setupCode, 'the console printed no code');
    // The wrong code is refused, and the browser's console says so.
    const { page, faults } = await watchedPage(
      await browser.newContext({ locale: 'en-GB' }),
      /status of 403/,
    );
    await page.goto(server.url);
    await becomeOwner(page, server.setupCode);
    await uploadHandbook(page);
    await askAboutIt(page);
    await plotTable(page);
    await lookAround(page);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    await server.stop();
    removeFolder(folder);
  }
});
