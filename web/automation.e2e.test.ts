import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { device } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const SOON_MS = 1_000;
const MAX_TABS = 40;
const DESKTOP = { width: 1440, height: 900 };
/** The browser says so when a server refuses, as it does while an expression is typed. */
const REFUSED = /Failed to load resource/;

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product[Symbol.asyncDispose]());

const INPUT = {
  type: 'object',
  properties: { ship: { type: 'string', title: 'Ship' } },
  required: ['ship'],
};

/** Says which ship sails. */
async function sailing(name: string): Promise<string> {
  const nodes = [{ id: 'sail', type: 'value', value: '{{input.ship}} sails' }];
  const definition = { name, input: INPUT, nodes, output: '{{nodes.sail}}' };
  return (await product.server.post<{ id: string }>('/api/v1/workflows', { definition })).id;
}

test('a schedule is made from the page of its workflow, runs, is paused, changed and deleted', async () => {
  const id = await sailing('Harbour report');
  const timing = { kind: 'once', at: Date.now() + SOON_MS };
  await product.server.post(`/api/v1/workflows/${id}/schedules`, { timing, input: { ship: 'Tern' } });
  const { page, faults, context } = await device(
    product,
    { viewport: DESKTOP, timezoneId: 'Asia/Tokyo' },
    REFUSED,
  );
  await page.goto(`${product.server.url}/workflows/${id}`);
  await page.getByTestId('editor-more').click();
  await page.getByTestId('editor-automation').click();
  await page.getByTestId('schedule-new').click();
  const form = page.getByRole('dialog');
  await form.getByTestId('next-times').getByText('GMT+9').first().waitFor();
  await form.getByTestId('schedule-zone').fill('Shang');
  await page.getByRole('option', { name: 'Asia/Shanghai' }).click();
  await form.getByTestId('next-times').getByText('GMT+8').first().waitFor();
  await form.getByTestId('schedule-rhythm').click();
  await page.getByRole('option', { name: 'Own rhythm' }).click();
  await form.getByTestId('schedule-expression').fill('61 * * * *');
  await form.getByText(/This can’t be read/).waitFor();
  await form.getByText('Interval', { exact: true }).click();
  await form.getByTestId('schedule-interval').fill('3');
  await form.getByTestId('schedule-save').click();
  await form.getByText('This is needed').waitFor();
  await form.getByTestId('input-ship').fill('Albatross');
  await form.getByTestId('schedule-save').click();
  await form.waitFor({ state: 'detached' });

  const came = page.getByTestId('schedule-row').filter({ hasText: 'Once' });
  await came.getByTestId('run-state').getByText('Done').waitFor();
  await came.getByTestId('schedule-open').click();
  await page.getByTestId('history-run').getByText('Done').waitFor();
  await page.getByTestId('schedule-delete').click();
  const question = page.getByRole('dialog', { name: 'Delete this schedule?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await came.waitFor({ state: 'detached' });

  const row = page.getByTestId('schedule-row');
  await row.getByText('Every 3 hrs').waitFor();
  await row.getByTestId('schedule-open').click();
  await page.getByTestId('schedule-edit').click();
  await page.getByTestId('input-ship').fill('Cormorant');
  await page.getByTestId('schedule-save').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row.getByTestId('schedule-switch').click({ force: true });
  await row.getByText('Paused').waitFor();

  await page.goto(`${product.server.url}/workflows/schedules`);
  await row.getByText('Harbour report').waitFor();
  const [stored] = (await product.get<{ items: { enabled: boolean; input: unknown }[] }>('/api/v1/schedules'))
    .items;
  assert.deepEqual([stored?.enabled, stored?.input], [false, { ship: 'Cormorant' }]);
  assert.deepEqual(faults, []);
  await context.close();
});

test('the example of a webhook starts a run when it is pasted into a terminal, and what came is told', async () => {
  const id = await sailing('Sail on call');
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/triggers`);
  await page.getByTestId('trigger-new').click();
  await page.getByTestId('automation-workflow').click();
  await page.getByRole('option', { name: 'Sail on call' }).click();
  await page.getByTestId('trigger-save').click();
  const example = (await page.getByTestId('hook-example').locator('pre').textContent())?.replace(
    '-X POST',
    '-s -X POST',
  );
  const { stdout } = await promisify(execFile)('sh', ['-c', example ?? '']);
  const { runId } = JSON.parse(stdout) as { runId: string };
  await page.getByTestId('trigger-done').click();

  await page.getByTestId('trigger-open').click();
  const came = page.getByTestId('receipt');
  await came.getByText('Started a run').waitFor();
  await came.click();
  await page.waitForURL(`**/workflows/runs/${runId}`);
  await page.getByTestId('run-output').getByText('Ship sails').waitFor();
  await page.goto(`${product.server.url}/workflows/${id}/automation`);
  await page.getByTestId('trigger-switch').click({ force: true });
  await page.getByTestId('trigger-row').getByText('Switched off').waitFor();
  const again = promisify(execFile)('sh', ['-c', example?.replace('Ship', 'Tern') ?? '']);
  assert.match((await again).stdout, /trigger_disabled/);
  await page.getByTestId('trigger-open').click();
  await page.getByTestId('trigger-delete').click();
  const question = page.getByRole('dialog', { name: 'Delete this trigger?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No triggers yet').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a run pauses at its budget, is raised where it is watched and in the list of budgets, and goes on', async () => {
  const nodes = [{ id: 'ask', type: 'agent', agent: 'creative', task: 'what is 6*7?' }];
  const { id } = await product.server.post<{ id: string }>('/api/v1/workflows', {
    definition: { name: 'Dear question', nodes, output: '{{nodes.ask.text}}' },
  });
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/${id}`);
  await page.getByTestId('editor-run').click();
  await page.getByTestId('run-terms').click();
  await page.getByTestId('limit-tokens').fill('5');
  await page.getByTestId('run-start').click();
  await page.getByTestId('run-blocked').getByTestId('budget-raise').click();
  await page.getByTestId('raise-dialog').getByTestId('limit-tokens').fill('6');
  await page.getByTestId('raise-save').click();
  await page.getByTestId('raise-dialog').waitFor({ state: 'detached' });

  await page.goto(`${product.server.url}/approvals`);
  await page.getByTestId('budget-wait').getByText('Dear question').waitFor();
  await page.goto(`${product.server.url}/budgets`);
  await page.getByTestId('budget-wait').getByTestId('budget-raise').click();
  await page.getByTestId('raise-dialog').getByTestId('limit-tokens').fill('1000000');
  await page.getByTestId('raise-save').click();
  await page.getByTestId('budget-wait').waitFor({ state: 'detached' });
  await page.getByText('Single runs').click();
  await page.getByTestId('budget-card').getByRole('link', { name: 'Dear question' }).click();
  await page.getByTestId('run-output').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('the keyboard alone fills in, limits and starts a run', async () => {
  const id = await sailing('Sail by keys');
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/${id}`);
  await page.getByTestId('editor-run').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="input-ship"]:focus').waitFor();
  const reach = async (testId: string) => {
    for (let press = 0; press < MAX_TABS; press++) {
      if ((await page.evaluate('document.activeElement.dataset.testid')) === testId) return;
      await page.keyboard.press('Tab');
      // The dialog decides where a Tab out of a date leads once the key is done: two keys at once would be no person's.
      await page.evaluate('new Promise((next) => setTimeout(next))');
    }
    assert.fail(`the keyboard does not reach ${testId}`);
  };
  await page.keyboard.type('Tern');
  await reach('run-terms');
  await page.keyboard.press('Enter');
  await reach('limit-tokens');
  await page.keyboard.type('5000');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/workflows\/runs\/[0-9a-f-]{36}$/);
  await page.getByTestId('run-output').getByText('Tern sails').waitFor();
  const { items } = await product.get<{ items: { limits: { tokens: number } }[] }>(
    '/api/v1/budgets?kind=run',
  );
  assert.equal(items[0]?.limits.tokens, 5_000);
  assert.deepEqual(faults, []);
  await context.close();
});
