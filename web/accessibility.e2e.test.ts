import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { OWNER } from '../tools/test-servers/product.ts';
import {
  BOUND_MS,
  device,
  findings,
  send,
  storedAnswers,
  watchedPage,
  wholeAnswer,
} from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

let product: Product;
/** Every page, and what is there once it has loaded. */
let pages: { path: string; ready: string }[];

before(async () => {
  product = await startProduct();
  const { page, context } = await device(product);
  const conversationId = await send(page, 'plot sin(x)/x');
  await (await wholeAnswer(page)).getByTestId('figure').waitFor();
  const [answer] = await storedAnswers(product, conversationId);
  const base = await product.server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Harbour' });
  await page.goto(`${product.server.url}/knowledge/${base.id}`);
  const text = '# Tides\n\nThe tide turns every six hours.\n';
  await page
    .getByTestId('document-upload')
    .setInputFiles({ name: 'tides.md', mimeType: 'text/markdown', buffer: Buffer.from(text) });
  await page.getByTestId('document-row').getByText('Ready').waitFor();
  const documents = `/api/v1/knowledge/bases/${base.id}/documents`;
  const { items } = await product.get<{ items: { id: string }[] }>(documents);
  await context.close();
  const { workflowId, runId } = await askingRun();
  const endedId = await endedRun();
  const timing = { kind: 'cron', expression: '0 9 * * 1-5', timeZone: 'Asia/Shanghai' };
  await product.server.post(`/api/v1/workflows/${workflowId}/schedules`, { timing, input: {} });
  const limits = { tokens: 1_000_000, costMicros: 5_000_000, steps: 900, seconds: 3_600 };
  await product.server.post('/api/v1/budgets', { kind: 'workspace', limits });
  await product.server.post(`/api/v1/workflows/${workflowId}/triggers`, { kind: 'webhook' });
  const settings = ['profile', 'models', 'usage', 'members', 'keys', 'sandbox', 'audit'];
  pages = [
    { path: '/chat', ready: '[data-testid=composer-input]' },
    { path: `/chat/${conversationId}`, ready: '[data-testid=figure]' },
    { path: '/agents', ready: '[data-testid=agent-card]' },
    { path: '/knowledge', ready: '[data-testid=base-card]' },
    { path: `/knowledge/${base.id}`, ready: '[data-testid=document-row]' },
    { path: `/knowledge/${base.id}/${items[0]?.id}`, ready: '[data-testid=passage]' },
    { path: '/runs', ready: '[data-testid=run-row]' },
    { path: `/runs/${answer?.runId}`, ready: '[data-testid=run-step]' },
    { path: '/workflows', ready: '[data-testid=workflow-card]' },
    { path: '/workflows/runs', ready: '[data-testid=workflow-run-row]' },
    { path: `/workflows/${workflowId}`, ready: '[data-testid=node-ask]' },
    { path: `/workflows/runs/${runId}`, ready: '[data-testid=node-ask][data-state=waiting]' },
    { path: `/workflows/runs/${endedId}`, ready: '[data-testid=run-replay]' },
    { path: '/workflows/now', ready: '[data-testid=now-run]' },
    { path: '/workflows/schedules', ready: '[data-testid=schedule-row]' },
    { path: '/workflows/triggers', ready: '[data-testid=trigger-row]' },
    { path: `/workflows/${workflowId}/automation`, ready: '[data-testid=schedule-row]' },
    { path: '/budgets', ready: '[data-testid=budget-card]' },
    { path: '/code', ready: '.cm-content' },
    { path: '/tools', ready: '[data-testid=tool-row]' },
    { path: '/tools/run_code', ready: '[data-testid=try-run]' },
    { path: '/approvals', ready: '[data-testid=approval]' },
    ...settings.map((name) => ({ path: `/settings?section=${name}`, ready: 'main [role=tabpanel] h2' })),
    { path: '/nowhere', ready: 'text=There is nothing here' },
  ];
});
after(() => product[Symbol.asyncDispose]());

/** A run that waits for a decision, with every kind of state around it. */
async function askingRun(): Promise<{ workflowId: string; runId: string }> {
  const definition = {
    name: 'Ask',
    input: { type: 'object', properties: { ship: { type: 'string', title: 'Ship' } } },
    nodes: [
      { id: 'look', type: 'value', value: 1 },
      { id: 'which', type: 'condition', after: ['look'], cases: [{ port: 'yes', when: 'nodes.look == 1' }] },
      {
        id: 'ask',
        type: 'approval',
        after: ['which:yes'],
        question: 'Shall it sail?',
        payload: { ship: 'A' },
      },
      { id: 'other', type: 'value', after: ['which:otherwise'], value: 2 },
      {
        id: 'each',
        type: 'map',
        over: '[1, 2]',
        do: { nodes: [{ id: 'say', type: 'value', value: '{{item}}' }] },
      },
    ],
  };
  const { id: workflowId } = await product.server.post<{ id: string }>('/api/v1/workflows', { definition });
  const path = `/api/v1/workflows/${workflowId}/runs`;
  const { runId } = await product.server.post<{ runId: string }>(path, { input: {} });
  return { workflowId, runId };
}

/** A run that has ended, of a workflow with two versions. */
async function endedRun(): Promise<string> {
  const definition = (value: number) => ({
    definition: { name: 'End', nodes: [{ id: 'a', type: 'value', value }] },
  });
  const { id } = await product.server.post<{ id: string }>('/api/v1/workflows', definition(1));
  const { runId } = await product.server.post<{ runId: string }>(`/api/v1/workflows/${id}/runs`, {
    input: {},
  });
  await fetch(`${product.server.url}/api/v1/workflows/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${product.server.token}` },
    body: JSON.stringify(definition(2)),
  });
  return runId;
}

async function overflow(page: Page): Promise<number> {
  const root = 'document.documentElement';
  return page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [DESKTOP, PHONE]) {
    const name = `${colorScheme}, ${viewport.width} px wide`;
    test(`every page is accessible, fits its window and logs no error: ${name}`, async () => {
      const { page, faults, context } = await device(product, {
        colorScheme,
        viewport,
        reducedMotion: 'reduce',
      });
      for (const { path, ready } of pages) {
        await page.goto(`${product.server.url}${path}`);
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await findings(page), [], path);
        assert.equal(await overflow(page), 0, `${path} is wider than the window`);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test(`the page before sign-in, menus, drawers and dialogs are accessible: ${colorScheme}`, async () => {
    const { page, context } = await device(product, {
      colorScheme,
      viewport: DESKTOP,
      reducedMotion: 'reduce',
    });
    const open = async (path: string, button: string, shown: string) => {
      await page.goto(`${product.server.url}${path}`);
      await page.locator(button).first().click();
      await page.locator(shown).first().waitFor();
      assert.deepEqual(await findings(page), [], `${path} with ${shown}`);
    };
    await open('/knowledge', '[data-testid=base-create]', '[data-testid=base-name]');
    await open('/agents', '[data-testid=agent-card]', '[data-testid=agent-chat]');
    await open('/settings?section=models', '[data-testid=provider-add]', '[data-testid=provider-save]');
    await open('/settings?section=keys', '[data-testid=key-create]', '[data-testid=key-name]');
    await open('/settings?section=members', '[data-testid=invite]', '[data-testid=invite-email]');
    await open(pages[1]?.path ?? '', '[data-testid=tool-card] button', '[data-testid=tool-card] pre');
    await open(pages[1]?.path ?? '', '[data-testid=route-chip]', '[data-testid=route-why]');
    await open(pages[1]?.path ?? '', 'header [data-testid=conversation-menu]', '[role=menuitem]');
    await open(pages[7]?.path ?? '', '[data-testid=run-events]', 'text=run.started');
    const workflow = pages.find(({ path }) => /^\/workflows\/[0-9a-f-]+$/.test(path))?.path ?? '';
    const run = pages.find(({ path }) => path.startsWith('/workflows/runs/'))?.path ?? '';
    await open('/workflows', '[data-testid=workflow-new]', '[data-testid=template-bug-fix]');
    await open('/workflows', '[data-testid=workflow-import]', '[data-testid=import-text]');
    await open(workflow, '[data-testid=node-ask]', '[data-testid=node-form]');
    await open(workflow, '[data-testid=editor-code]', '[data-testid=yaml-text]');
    await open(workflow, '[data-testid=editor-run]', '[data-testid=run-start]');
    await open('/workflows/schedules', '[data-testid=schedule-new]', '[data-testid=automation-workflow]');
    await open('/workflows/schedules', '[data-testid=schedule-open]', '[data-testid=schedule-drawer]');
    await open('/budgets', '[data-testid=budget-new]', '[data-testid=budget-save]');
    await open('/budgets', '[data-testid=budget-menu]', '[data-testid=budget-change]');
    await open('/workflows/triggers', '[data-testid=trigger-open]', '[data-testid=hook-example]');
    await open(`${workflow}/automation`, '[data-testid=trigger-new]', '[data-testid=mapping-switch]');
    await open(`${workflow}/automation`, '[data-testid=schedule-new]', '[data-testid=next-times]');
    await open(workflow, '[data-testid=editor-versions]', '[data-testid=version-1]');
    await open(run, '[data-testid=node-ask]', '[data-testid=node-panel] [data-testid=approval]');
    await open(run, '[data-testid=node-each]', '[data-testid=round]');
    const ended = pages.filter(({ path }) => path.startsWith('/workflows/runs/'))[1]?.path ?? '';
    await open(ended, '[data-testid=run-replay]', '[data-testid=replayed-nodes]');
    await open(ended, '[data-testid=fork-a]', '[data-testid=after-a]');
    await page.getByTestId('again-a').click();
    await page.getByTestId('retry-plan').waitFor();
    assert.deepEqual(await findings(page), [], 'a run again from a node');
    await open('/code', '[data-testid=code-history]', '[role=dialog]');
    await open('/chat', '[data-testid=user-menu]', '[data-testid=sign-out]');
    await page.getByTestId('sign-out').click();
    await page.getByTestId('signin-email').waitFor();
    assert.deepEqual(await findings(page), [], 'sign-in');
    await context.close();
  });
}

test('the keyboard alone signs in, sends, and opens what the answer holds', async () => {
  const context = await product.browser.newContext({ locale: 'en-GB', viewport: DESKTOP });
  const { page, faults } = await watchedPage(context);
  await page.goto(product.server.url);
  await page.getByTestId('signin-email').waitFor();
  await page.keyboard.type(OWNER.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press('Enter');
  await page.getByTestId('composer-input').waitFor();
  await page.keyboard.type('compute 6 * 7');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('please');
  await page.keyboard.press('Enter');
  await page.getByTestId('message-user').getByText('compute 6 * 7\nplease', { exact: true }).waitFor();
  const answer = await wholeAnswer(page);
  const card = answer.getByTestId('tool-card').getByRole('button').first();
  await tabTo(page, card);
  await page.keyboard.press('Enter');
  await answer.getByTestId('tool-card').locator('pre').first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

const MAX_TABS = 60;

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate(
    (node: { ownerDocument: { activeElement: unknown } }) => node.ownerDocument.activeElement === node,
  );
}

/** Goes backwards through the page until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < MAX_TABS; press++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press('Shift+Tab');
  }
  assert.fail('the keyboard does not reach it');
}

test('the first Tab on a page offers to skip to its content', async () => {
  const { page, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/agents`);
  await page.getByTestId('agent-card').first().waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  assert.equal(await hasFocus(skip), true);
  await page.keyboard.press('Enter');
  assert.equal(await hasFocus(page.locator('main')), true);
  await context.close();
});

test('Simplified Chinese is chosen from the browser, switched on the page, and kept', async () => {
  const { page, context } = await device(product, { locale: 'zh-CN', viewport: DESKTOP });
  await page.getByTestId('new-chat').getByText('新对话').waitFor();
  assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
  await page.goto(`${product.server.url}/settings?section=profile`);
  await page.getByText('English', { exact: true }).click();
  await page.getByTestId('new-chat').getByText('New chat').waitFor({ timeout: BOUND_MS });
  await page.reload();
  await page.getByTestId('new-chat').getByText('New chat').waitFor();
  await context.close();
});
