import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from './chromium.ts';

test('chromium() opens a page and runs its script', async () => {
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.setContent('<h1></h1><script>document.querySelector("h1").textContent = 6 * 7</script>');
  assert.equal(await page.textContent('h1'), '42');
});
