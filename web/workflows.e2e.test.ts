import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { device } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** The browser says so when a server refuses, as it does where two people save at once. */
const REFUSED = /Failed to load resource/;

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product[Symbol.asyncDispose]());

interface Saved {
  id: string;
  version: number;
  definition: { nodes: { id: string; type: string; title?: string; after: string[] }[] };
}

async function makeWorkflow(definition: object): Promise<Saved> {
  return product.server.post<Saved>('/api/v1/workflows', { definition });
}

/** Asks a person, then says what was decided. */
const ASKING = {
  name: 'Ask a person',
  nodes: [
    {
      id: 'ask',
      type: 'approval',
      title: 'Ask',
      question: 'Shall it sail?',
      payload: { ship: 'Albatross' },
      editable: true,
    },
    { id: 'end', type: 'value', after: ['ask'], value: '{{nodes.ask.payload.ship}} sails' },
  ],
  output: '{{nodes.end}}',
};

async function startRun(id: string, input: object = {}): Promise<string> {
  const { runId } = await product.server.post<{ runId: string }>(`/api/v1/workflows/${id}/runs`, { input });
  return runId;
}

/** From the middle of one thing to the middle of another, once both stand still. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.hover({ trial: true });
  await to.hover({ trial: true });
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  assert.ok(start && end);
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
  await page.mouse.up();
}

const nodeIn = (page: Page, id: string) => page.getByTestId(`node-${id}`);
const inState = (page: Page, id: string, state: string) =>
  page.locator(`[data-testid="node-${id}"][data-state="${state}"]`);

test('a template becomes a workflow, is edited, checked, saved and run, and shows its result', async () => {
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows`);
  await page.getByTestId('template-code-review').click();
  await nodeIn(page, 'measure').waitFor();
  await page.locator('[data-testid="problems"][data-count="0"]').waitFor();

  await nodeIn(page, 'correctness').click();
  await page.getByTestId('field-title').fill('Is it right?');
  await nodeIn(page, 'correctness').getByText('Is it right?').waitFor();
  await page.getByTestId('field-task').fill('Read {{nodes.nobody.text}}');
  await page.locator('[data-testid="node-correctness"][data-problem="true"]').waitFor();
  assert.equal(await page.getByTestId('editor-save').isDisabled(), true);
  await page.keyboard.press('Escape');
  await page.getByTestId('editor-undo').click();
  await page.locator('[data-testid="problems"][data-count="0"]').waitFor();

  await page.getByTestId('editor-save').click();
  await page.locator('[data-testid="editor-version"][data-dirty="false"]').getByText('Version 2').waitFor();
  await page.getByTestId('editor-run').click();
  await page.getByTestId('input-code').fill('def add(a, b):\n    return a + b\n');
  await page.getByTestId('run-start').click();
  await page.waitForURL(/\/workflows\/runs\/[0-9a-f-]{36}$/);
  await inState(page, 'measure', 'done').waitFor();
  await inState(page, 'correctness', 'done').waitFor();
  await page.getByTestId('run-output').getByText('measures', { exact: true }).waitFor();

  await nodeIn(page, 'measure').click();
  await page.getByTestId('node-result').getByText('documented').first().waitFor();
  await page.getByTestId('node-given').getByText('return a + b').first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('nodes are added, connected, copied and removed by mouse and keyboard, and undone', async () => {
  const { id } = await makeWorkflow({
    name: 'Draw',
    nodes: [{ id: 'first', type: 'value', value: 1 }],
  });
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/${id}`);
  await nodeIn(page, 'first').click();
  await page.getByTestId('add-condition').click();
  await nodeIn(page, 'condition').waitFor();
  await page.getByTestId('add-delay').click();
  await nodeIn(page, 'delay').waitFor();
  assert.equal(await page.locator('.react-flow__edge').count(), 2);

  // From the other way out of the condition to the first of two ends.
  await page.keyboard.press('Escape');
  await page.locator('.react-flow__pane').click({ position: { x: 300, y: 40 } });
  await page.getByTestId('add-join').click();
  await nodeIn(page, 'join').waitFor();
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await drag(
    page,
    nodeIn(page, 'condition').locator('[data-handleid="otherwise"]'),
    nodeIn(page, 'join').locator('[data-handleid="in"]'),
  );
  await page.waitForFunction('document.querySelectorAll(".react-flow__edge").length === 3');

  await nodeIn(page, 'delay').click();
  await page.keyboard.press('Delete');
  await nodeIn(page, 'delay').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await nodeIn(page, 'delay').waitFor();
  await page.keyboard.press('Control+y');
  await nodeIn(page, 'delay').waitFor({ state: 'detached' });

  await nodeIn(page, 'first').click();
  await page.keyboard.press('ArrowRight');
  await page.locator('[data-testid="node-condition"][data-selected="true"]').waitFor();
  await nodeIn(page, 'first').click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await nodeIn(page, 'first_2').waitFor();
  await page.keyboard.press('Control+s');
  await page.locator('[data-testid="editor-version"][data-dirty="false"]').getByText('Version 2').waitFor();
  const saved = await product.get<Saved>(`/api/v1/workflows/${id}`);
  assert.deepEqual(
    saved.definition.nodes.map((node) => node.id),
    ['first', 'condition', 'join', 'first_2'],
  );
  assert.deepEqual(saved.definition.nodes[2]?.after, ['condition:otherwise']);
  assert.deepEqual(faults, []);
  await context.close();
});

test('what is typed as YAML is on the canvas, what is done on the canvas is in the YAML', async () => {
  const { id } = await makeWorkflow({ name: 'Both', nodes: [{ id: 'one', type: 'value', value: 1 }] });
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/${id}`);
  await nodeIn(page, 'one').waitFor();
  await page.getByTestId('editor-code').click();
  const text = page.getByTestId('yaml-text');
  await text.fill(
    'name: Both\nnodes:\n  - id: one\n    type: value\n    value: 1\n  - id: two\n    type: join\n    after: [one]\n',
  );
  await nodeIn(page, 'two').waitFor();
  await text.fill('name: Both\nnodes: [');
  await page.getByTestId('yaml-fault').waitFor();
  assert.equal(await nodeIn(page, 'two').count(), 1);
  await text.fill('name: Both\nnodes:\n  - id: one\n    type: value\n    value: "{{nodes.two}}"\n');
  await page.locator('[data-testid="problems"][data-count="1"]').waitFor();
  await page.getByTestId('problems-toggle').click();
  await page.getByTestId('problem').click();
  await text.fill('name: Both\nnodes:\n  - id: one\n    type: value\n    value: 1\n');
  await page.locator('[data-testid="problems"][data-count="0"]').waitFor();
  await page.getByTestId('add-wait').click();
  await page.waitForFunction(
    'document.querySelector("[data-testid=yaml-text]").value.includes("type: wait")',
  );
  assert.deepEqual(faults, []);
  await context.close();
});

test('two people who save the same version: the second is asked whose shall count', async () => {
  const { id } = await makeWorkflow({ name: 'Ours', nodes: [{ id: 'one', type: 'value', value: 1 }] });
  const { page, context } = await device(product, { viewport: DESKTOP }, REFUSED);
  await page.goto(`${product.server.url}/workflows/${id}`);
  await page.getByTestId('workflow-name').fill('Mine');
  const put = {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${product.server.token}` },
  };
  const definition = { name: 'Theirs', nodes: [{ id: 'one', type: 'value', value: 2 }] };
  await fetch(`${product.server.url}/api/v1/workflows/${id}`, {
    ...put,
    body: JSON.stringify({ definition }),
  });
  await page.getByTestId('editor-save').click();
  await page.getByTestId('conflict-mine').click();
  await page.locator('[data-testid="editor-version"][data-dirty="false"]').getByText('Version 3').waitFor();

  await page.getByTestId('editor-versions').click();
  await page.getByTestId('version-2').click();
  await page.getByTestId('version-diff').getByText('one').waitFor();
  await page.getByTestId('version-restore').click();
  await page.locator('[data-testid="editor-version"][data-dirty="true"]').waitFor();
  assert.equal(await page.getByTestId('workflow-name').inputValue(), 'Theirs');
  await page.getByRole('link', { name: 'Agents' }).click();
  await page.getByTestId('leave').click();
  await page.getByTestId('agent-card').first().waitFor();
  await context.close();
});

test('a run that waits for a decision is decided in the inbox while another page watches it', async () => {
  const { id } = await makeWorkflow(ASKING);
  const runId = await startRun(id);
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/runs/${runId}`);
  await inState(page, 'ask', 'waiting').waitFor();
  await page.reload();
  await inState(page, 'ask', 'waiting').waitFor();

  const inbox = await context.newPage();
  await inbox.goto(`${product.server.url}/approvals`);
  await inbox.getByTestId('approval-count').waitFor();
  await inbox.getByTestId('approval').getByText('Albatross').waitFor();
  await inbox.getByTestId('approval-edit').click();
  await inbox.getByTestId('value-ship').fill('Cormorant');
  await inbox.getByTestId('approval-comment').fill('The other one is in dock');
  await inbox.getByTestId('approval-approve').click();
  await inbox.getByTestId('approval-count').waitFor({ state: 'detached' });
  await inbox.getByTestId('approvals-decided').click();
  await inbox.getByTestId('approval-votes').getByText('The other one is in dock').waitFor();

  await inState(page, 'end', 'done').waitFor();
  await page.getByTestId('run-output').getByText('Cormorant sails').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a decision that somebody else has taken meanwhile is told and no longer offered', async () => {
  const { id } = await makeWorkflow({ ...ASKING, name: 'Ask twice' });
  const runId = await startRun(id);
  const { page, context } = await device(product, { viewport: DESKTOP }, REFUSED);
  await page.goto(`${product.server.url}/workflows/runs/${runId}`);
  await nodeIn(page, 'ask').click();
  await page.getByTestId('approval-reject').waitFor();
  const { items } = await product.get<{ items: { id: string; payloadHash: string }[] }>(
    '/api/v1/approvals?state=pending',
  );
  const [asked] = items;
  await product.server.post(`/api/v1/approvals/${asked?.id}/votes`, {
    vote: 'reject',
    payloadHash: asked?.payloadHash,
  });
  await inState(page, 'ask', 'done').waitFor();
  await page.getByTestId('approval-reject').waitFor({ state: 'detached' });
  await page.getByTestId('node-panel').getByText('rejected').first().waitFor();
  await context.close();
});

test('a node that waits for a signal gets it from its panel', async () => {
  const { id } = await makeWorkflow({
    name: 'Signals',
    nodes: [
      { id: 'hold', type: 'wait', signals: ['go', 'stop'] },
      { id: 'went', type: 'value', after: ['hold:go'], value: 'It went' },
    ],
  });
  const runId = await startRun(id);
  const { page, faults, context } = await device(product, { viewport: DESKTOP });
  await page.goto(`${product.server.url}/workflows/runs/${runId}`);
  await inState(page, 'hold', 'waiting').waitFor();
  await nodeIn(page, 'hold').click();
  await page.getByTestId('signal-go').click();
  await inState(page, 'went', 'done').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a page whose server is killed in mid run goes on by itself', async () => {
  const { id } = await makeWorkflow({ ...ASKING, name: 'Ask again' });
  const runId = await startRun(id);
  const { page, context } = await device(product, { viewport: DESKTOP }, REFUSED);
  await page.goto(`${product.server.url}/workflows/runs/${runId}`);
  await inState(page, 'ask', 'waiting').waitFor();
  await product.kill();
  await page.getByTestId('offline-banner').waitFor();
  await product.restart();
  await nodeIn(page, 'ask').click();
  await page.getByTestId('approval-approve').click();
  await inState(page, 'end', 'done').waitFor();
  await page.getByTestId('offline-banner').waitFor({ state: 'detached' });
  await context.close();
});

test('on a phone a workflow is run, decided and its rounds are looked into', async () => {
  const { id } = await makeWorkflow({
    name: 'Rounds',
    input: { type: 'object', properties: { items: { type: 'array', items: { type: 'string' } } } },
    nodes: [
      {
        id: 'each',
        type: 'map',
        over: 'input.items',
        do: { nodes: [{ id: 'say', type: 'value', value: '{{item}}!' }], output: '{{nodes.say}}' },
      },
    ],
  });
  const runId = await startRun(id, { items: ['ahoy', 'avast'] });
  const { page, faults, context } = await device(product, { viewport: PHONE, hasTouch: true });
  await page.goto(`${product.server.url}/workflows/runs/${runId}`);
  await inState(page, 'each', 'done').waitFor();
  await nodeIn(page, 'each').click();
  await page.getByTestId('round').nth(1).click();
  await page.getByTestId('level-path').waitFor();
  await nodeIn(page, 'say').click();
  await page.getByTestId('node-result').getByText('avast!').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
