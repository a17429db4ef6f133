import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MessageView } from '../server/src/chat/contract.ts';
import { device, findingsEverywhere, send, wholeAnswer } from './testing/pages.ts';
import { type Product, startProduct } from './testing/product.ts';

let product: Product;
before(async () => {
  product = await startProduct();
});
after(() => product[Symbol.asyncDispose]());

/** An agent that asks before it writes a file. */
async function careful(): Promise<string> {
  const agent = {
    name: 'Careful',
    instructions: 'Be brief.',
    tools: ['write_file'],
    approvals: ['write_file'],
  };
  return (await product.server.post<{ id: string }>('/api/v1/agents', agent)).id;
}

async function partsOf(conversationId: string): Promise<MessageView['parts']> {
  const path = `/api/v1/conversations/${conversationId}/messages`;
  const { items } = await product.get<{ items: MessageView[] }>(path);
  return items.at(-1)?.parts ?? [];
}

test('a call that waits is seen after a reload and after kill -9, changed and approved by keyboard, and done once', async () => {
  const agent = await careful();
  const { page } = await device(product, {}, /Failed to load resource|ERR_/);
  await page.goto(`${product.server.url}/chat?agent=${agent}`);
  const id = await send(page, 'Save hello to note.txt');
  await page.getByTestId('approval-approve').waitFor();
  await page.reload();
  await page.getByTestId('approval-approve').waitFor();
  await product.kill();
  await product.restart();
  await page.reload();
  await page.getByTestId('approval-edit').waitFor();
  assert.deepEqual(await findingsEverywhere(page), []);
  await page.getByTestId('approval-edit').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('value-content').fill('changed by a person');
  await page.getByTestId('approval-approve').focus();
  await page.keyboard.press('Enter');
  const answer = await wholeAnswer(page);
  await answer.getByTestId('notice').getByText('approved with changes: Write file').waitFor();
  const focused = await page.evaluate("document.activeElement?.getAttribute('data-testid')");
  assert.equal(focused, 'notice');
  const tools = (await partsOf(id)).filter((part) => part.type === 'tool');
  assert.deepEqual(
    tools.map((part) => part.arguments),
    [{ name: 'note.txt', content: 'changed by a person' }],
  );
  await page.reload();
  await page.getByText('approved with changes: Write file').waitFor();
});

test('an answer at its budget goes on in every open page once it is raised in one', async () => {
  const agent = await careful();
  const capped = { kind: 'agent', subjectId: agent, period: 'month', limits: { tokens: 1 } };
  await product.server.post('/api/v1/budgets', capped);
  const first = await device(product);
  await first.page.goto(`${product.server.url}/chat?agent=${agent}`);
  await send(first.page, 'What can you do?');
  await first.page.getByTestId('raise').waitFor();
  assert.deepEqual(await findingsEverywhere(first.page), []);
  const phone = await device(product, { viewport: { width: 390, height: 844 } });
  await phone.page.goto(first.page.url());
  await phone.page.getByTestId('raise-limit').fill('50000');
  await phone.page.keyboard.press('Enter');
  for (const { page } of [first, phone]) {
    const answer = await wholeAnswer(page);
    await answer.getByText('Went on once the budget of the agent was raised').waitFor();
  }
  assert.deepEqual([...first.faults, ...phone.faults], []);
});

test('an agent, its versions, its form and the search for one are accessible', async () => {
  const agent = await careful();
  const changed = { name: 'Careful', instructions: 'Be long.', tools: ['write_file'] };
  await fetch(`${product.server.url}/api/v1/agents/${agent}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${product.server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(changed),
  });
  const { page, faults } = await device(product);
  await page.goto(`${product.server.url}/agents`);
  await page.getByTestId('agent-task').fill('Debug a script');
  await page.keyboard.press('Enter');
  await page.getByTestId('agent-match').first().waitFor();
  assert.deepEqual(await findingsEverywhere(page), []);
  await page.getByTestId('agent-card').filter({ hasText: 'Careful' }).last().click();
  await page.getByTestId('agent-versions').click();
  await page.getByTestId('version-1').click();
  await page.getByTestId('version-diff').waitFor();
  await page.getByTestId('budget-edit').click();
  assert.deepEqual(await findingsEverywhere(page), []);
  await page.getByTestId('agent-edit').click();
  await page.getByTestId('agent-save').waitFor();
  await page.getByTestId('agent-knowledge-some').click();
  assert.deepEqual(await findingsEverywhere(page), []);
  assert.deepEqual(faults, []);
});
