import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from '../tools/test-servers/index.ts';
import { OWNER, removeFolder, startServer } from '../tools/test-servers/product.ts';

const BOUND_MS = 30_000;

test('a person signs in, asks for a plot, sees the figure, and a second tab shows the same answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-browser-'));
  const server = await startServer(folder);
  const browser = await chromium();
  try {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(server.url);
    await page.locator('input[type=email]').fill(OWNER.email);
    await page.locator('input[type=password]').fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByTestId('composer-input').fill('plot sin(x)/x', { timeout: BOUND_MS });
    await page.keyboard.press('Enter');
    await page.getByTestId('figure').first().waitFor({ timeout: BOUND_MS });
    const answer = page.locator('[data-testid="message-assistant"][data-state="complete"]');
    await answer.waitFor({ timeout: BOUND_MS });
    const second = await context.newPage();
    await second.goto(page.url());
    const same = second.locator('[data-testid="message-assistant"][data-state="complete"]');
    await same.waitFor({ timeout: BOUND_MS });
    await second.getByTestId('figure').first().waitFor({ timeout: BOUND_MS });
    for (const shown of [answer, same]) {
      await shown.getByText('The figure is above.').waitFor({ timeout: BOUND_MS });
      assert.equal(await shown.getByTestId('figure').count(), 1);
    }
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    await server.stop();
    removeFolder(folder);
  }
});
