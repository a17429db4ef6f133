import assert from 'node:assert/strict';
import { test } from 'node:test';
import { device } from './testing/pages.ts';
import { startProduct } from './testing/product.ts';

/** What the first page may load of JavaScript, compressed. */
const MAX_KIB = 260;

interface Resource {
  name: string;
  encodedBodySize: number;
}

test(`the chat page loads at most ${MAX_KIB} KiB of JavaScript`, async () => {
  await using product = await startProduct();
  const { page } = await device(product);
  await page.goto(`${product.server.url}/chat`);
  await page.getByTestId('composer-input').waitFor();
  await page.waitForLoadState('networkidle');
  const loaded = await page.evaluate<Resource[]>(
    "performance.getEntriesByType('resource').map(({ name, encodedBodySize }) => ({ name, encodedBodySize }))",
  );
  const scripts = loaded.filter(({ name }) => new URL(name).pathname.endsWith('.js'));
  const kib = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1024;
  assert.ok(scripts.length > 3, `only ${scripts.length} scripts were seen`);
  assert.ok(kib <= MAX_KIB, `${kib.toFixed(1)} KiB in ${scripts.length} files`);
  console.log(`first load of /chat: ${kib.toFixed(1)} KiB in ${scripts.length} files`);
});
