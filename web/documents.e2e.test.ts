// Thousands of documents through the page, and a hundred thousand in its list. `DOCUMENTS=10000` is the long form.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { device, findingsEverywhere } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const UPLOADED = Number(process.env['DOCUMENTS'] ?? 80);
/** Documents that there is time to call off. */
const LARGE = 6;
const LARGE_LINES = 20_000;
const LISTED = 100_000;
/** How long the ingestion of all of it may take on a busy machine. */
const INGESTED_MS = 120_000 + UPLOADED * 500;
/** Rows that are there at a time: what is seen, and some above and below. */
const MAX_ROWS = 60;
const SCROLLS = 40;
const LOOK_MS = 250;

interface Counts {
  all: number;
  pending: number;
  ready: number;
  failed: number;
}

const newBase = (product: Product, name: string) =>
  product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name });
const countsOf = (product: Product, id: string) =>
  product.get<Counts>(`/api/v1/knowledge/bases/${id}/document-counts`);

async function until(what: string, holds: () => Promise<boolean>, boundMs: number): Promise<void> {
  for (const end = Date.now() + boundMs; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  assert.fail(`Not within ${boundMs} ms: ${what}`);
}

/** Documents as files, for the page to take: small ones, and in their middle some that take a while to be read. */
function writeDocuments(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: UPLOADED }, (_, index) => {
    const path = join(folder, `report-${index}.md`);
    const isLarge = Math.abs(index - UPLOADED / 2) < LARGE / 2;
    const lines = Array.from(
      { length: isLarge ? LARGE_LINES : 1 },
      (_, line) => `The keeper of lamp ${index} wrote ${index * 7 + line} lines.\n`,
    );
    writeFileSync(path, `# Report ${index}\n\n${lines.join('\n')}`);
    return path;
  });
}

/** Rows as the product has them: to upload so many would take the test an hour. */
function seed(product: Product, baseId: string): void {
  const db = new DatabaseSync(join(product.folder, 'agenticgen.db'));
  db.exec('PRAGMA busy_timeout = 10000');
  db.prepare(
    `INSERT INTO knowledge_documents (id, workspace_id, base_id, file_id, name, media_type, size, state, passages,
       created_by, created_at, updated_at)
     WITH RECURSIVE places(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM places WHERE n < ?)
     SELECT printf('seed-%06d', n), base.workspace_id, base.id, 'f', printf('paper-%06d.md', n), 'text/markdown',
       n % 9973, CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'ready' END, 1, base.created_by, n, n
     FROM places, knowledge_bases AS base WHERE base.id = ?`,
  ).run(LISTED - 1, baseId);
  db.close();
}

/** Scrolls down from frame to frame and answers how long the frames took, in ms, in order. */
async function scrolledFrames(page: Page): Promise<number[]> {
  return page.getByTestId('document-list').evaluate(async (list: { scrollTop: number }, scrolls: number) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve as never));
    const frames: number[] = [];
    let before = await frame();
    for (let scroll = 0; scroll < scrolls; scroll++) {
      list.scrollTop += 400;
      const now = await frame();
      frames.push(now - before);
      before = now;
    }
    return frames.sort((a, b) => a - b);
  }, SCROLLS);
}

/** Whether something was called off. */
async function callOff(product: Product, id: string, page: Page): Promise<boolean> {
  const { all, failed } = await countsOf(product, id);
  if (failed > 0) return true;
  const button = page.getByTestId('cancel-all');
  // It goes away by itself while nothing is being read.
  if (all > UPLOADED / 2 && (await button.isVisible()))
    await button.click({ timeout: 2_000 }).catch(() => undefined);
  return false;
}

declare function requestAnimationFrame(callback: (at: number) => void): number;

test(`a list of ${LISTED} documents shows, scrolls, searches, filters and is walked by keys`, async (t) => {
  await using product = await startProduct();
  const { id } = await newBase(product, 'Archive');
  seed(product, id);
  const { page, faults } = await device(product);
  await page.goto(`${product.server.url}/knowledge/${id}`);
  const rows = page.getByTestId('document-row');
  const list = page.getByTestId('document-list');
  await rows.filter({ hasText: 'paper-099999.md' }).waitFor();
  assert.ok((await rows.count()) <= MAX_ROWS, `${await rows.count()} rows are there`);
  const frames = await scrolledFrames(page);
  t.diagnostic(`frames while scrolling: median ${frames[SCROLLS / 2]} ms, longest ${frames.at(-1)} ms`);
  await list.evaluate((box: { scrollTop: number; scrollHeight: number }) => {
    box.scrollTop = box.scrollHeight / 2;
  });
  await rows
    .filter({ hasText: /paper-0(49|50)\d\d\d/ })
    .first()
    .waitFor();
  assert.ok((await rows.count()) <= MAX_ROWS);

  await page.getByRole('listitem').first().focus();
  await page.keyboard.press('End');
  await rows.filter({ hasText: 'paper-000000.md' }).waitFor();
  await page.keyboard.press('Home');
  await rows.filter({ hasText: 'paper-099999.md' }).waitFor();

  await page.getByTestId('document-find').fill('PAPER-0421');
  await rows.filter({ hasText: 'paper-042199.md' }).waitFor();
  await page.getByTestId('document-order').click();
  await page.getByRole('option', { name: 'Oldest first' }).click();
  await rows.filter({ hasText: 'paper-042100.md' }).waitFor();
  await page.getByTestId('document-find').fill('');
  await page.getByTestId('document-state-filter').click();
  await page.getByRole('option', { name: 'Failed (100)' }).click();
  await rows.filter({ hasText: 'paper-001000.md' }).waitFor();
  assert.deepEqual(await findingsEverywhere(page), []);
  assert.deepEqual(faults, []);
});

test(`${UPLOADED} documents go in from the page, are called off and taken up again, while others work`, async (t) => {
  await using product = await startProduct();
  const { id } = await newBase(product, 'Reports');
  const { page, faults } = await device(product);
  const other = await device(product);
  await page.goto(`${product.server.url}/knowledge/${id}`);
  const began = Date.now();
  await page.getByTestId('document-upload').setInputFiles(writeDocuments(join(product.folder, 'given')));
  await page.getByTestId('upload-sum').waitFor();
  await page.getByTestId('document-row').first().waitFor();

  // The page answers meanwhile, and so does the product to others.
  await page.getByTestId('document-find').fill('report-1');
  await page.getByTestId('document-find').fill('');
  await other.page.goto(`${product.server.url}/knowledge`);
  await other.page.getByTestId('base-card').first().waitFor();

  // What is being read is called off while the rest is still on its way.
  const isSent = async () => (await countsOf(product, id)).all === UPLOADED;
  await until('something was called off', () => callOff(product, id, page), INGESTED_MS);
  await until('all of it is sent', isSent, INGESTED_MS);
  t.diagnostic(`sent after ${(Date.now() - began) / 1_000} s`);
  await until(
    'nothing is read any more',
    async () => (await countsOf(product, id)).pending === 0,
    INGESTED_MS,
  );
  const stopped = await countsOf(product, id);
  assert.equal(stopped.ready + stopped.failed, UPLOADED);
  assert.ok(stopped.failed > 0);
  t.diagnostic(`called off: ${stopped.failed} of them`);
  await page.getByTestId('retry-all').click();
  await until(
    'all of it is ready',
    async () => (await countsOf(product, id)).ready === UPLOADED,
    INGESTED_MS,
  );
  t.diagnostic(`ready after ${(Date.now() - began) / 1_000} s`);

  await page.getByTestId('upload-sum').waitFor({ state: 'detached' });
  await page.getByTestId('document-row').first().getByText('Ready').waitFor();
  await page.getByTestId('search-tab').click();
  assert.deepEqual(faults, []);
  assert.deepEqual(other.faults, []);
});
