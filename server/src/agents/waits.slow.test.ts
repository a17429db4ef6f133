import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { ApprovalView } from '../approvals/contract.ts';
import type { BudgetView } from '../budgets/contract.ts';
import type { MessagePart, MessageView } from '../chat/contract.ts';
import type { RunView } from '../runs/contract.ts';
import { type Client, newMember, testApp } from '../testing/app.ts';
import type { AgentView } from './contract.ts';

type PartOf<T extends MessagePart['type']> = Extract<MessagePart, { type: T }>;

interface Started {
  path: string;
  messageId: string;
  runId: string;
}

async function agentWith(owner: Client, more: object = {}): Promise<AgentView> {
  const agent = { name: 'Counsel', instructions: 'Be brief.', ...more };
  return (await owner.call<AgentView>('POST', '/api/v1/agents', agent)).body;
}

async function say(owner: Client, text: string, agent: string): Promise<Started> {
  const { body } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const path = `/api/v1/conversations/${body.id}/messages`;
  const sent = await owner.call<{ messageId: string; runId: string }>('POST', path, { text, agent });
  assert.equal(sent.status, 202);
  return { path, ...sent.body };
}

async function stored(owner: Client, { path, messageId }: Started): Promise<MessageView> {
  const { body } = await owner.call<{ items: MessageView[] }>('GET', path);
  return body.items.find(({ id }) => id === messageId)!;
}

function partsOf<T extends MessagePart['type']>(parts: readonly MessagePart[], type: T): PartOf<T>[] {
  return parts.filter((part): part is PartOf<T> => part.type === type);
}

/** The approval that an answer waits for, as a reader who comes now finds it. */
async function question(owner: Client, runId: string): Promise<PartOf<'approval'>> {
  const found = ({ parts }: { parts: MessagePart[] }) =>
    partsOf(parts, 'approval').find(({ approvalId }) => approvalId !== null);
  return found(await owner.answer(runId, (answer) => found(answer) !== undefined))!;
}

/** The run that asks has begun when its id is known; a moment later the question is there. */
function approvalOf(by: Client, id: string): Promise<ApprovalView> {
  return waitFor(async () => {
    const { status, body } = await by.call<ApprovalView>('GET', `/api/v1/approvals/${id}`);
    return status === 200 ? body : null;
  });
}

async function vote(by: Client, id: string, more: object) {
  const { payloadHash } = await approvalOf(by, id);
  return by.call<ApprovalView>('POST', `/api/v1/approvals/${id}/votes`, { payloadHash, ...more });
}

test('an answer at its budget says so, and goes on once that is raised', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await agentWith(owner);
  const capped = { kind: 'agent', subjectId: agent.id, period: 'total', limits: { tokens: 1 } };
  const { body: budget } = await owner.call<BudgetView>('POST', '/api/v1/budgets', capped);
  const started = await say(owner, 'Hello', agent.id);
  const waiting = await owner.answer(started.runId, ({ parts }) => partsOf(parts, 'budget').length > 0);
  const [part] = partsOf(waiting.parts, 'budget');
  assert.ok((part?.needed ?? 0) > 1, 'what the next call needs is told');
  assert.deepEqual(waiting.parts, [
    {
      ...{ type: 'budget', needed: part?.needed },
      budgetId: budget.id,
      kind: 'agent',
      subjectId: agent.id,
      dimension: 'tokens',
      limit: 1,
      used: 0,
      raisers: ['super_admin', 'admin'],
      raised: false,
    },
  ]);
  const raise = (tokens: number) => owner.call('PUT', `/api/v1/budgets/${budget.id}/limits`, { tokens });
  assert.equal((await raise(2)).status, 200);
  await owner.answer(started.runId, ({ parts }) => partsOf(parts, 'budget')[0]?.limit === 2);
  assert.equal((await raise(1_000_000)).status, 200);
  const whole = await owner.answer(started.runId);
  assert.equal(whole.end, 'done');
  assert.deepEqual(
    whole.parts.map((part) => (part.type === 'budget' ? [part.limit, part.raised] : part.type)),
    [[2, true], 'text'],
  );
  assert.deepEqual((await stored(owner, started)).parts, whole.parts);
});

test('an answer that is stopped at its budget keeps that it waited there', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await agentWith(owner);
  const capped = { kind: 'agent', subjectId: agent.id, limits: { tokens: 1 } };
  await owner.call('POST', '/api/v1/budgets', capped);
  const started = await say(owner, 'Hello', agent.id);
  await owner.answer(started.runId, ({ parts }) => parts.length > 0);
  await owner.call('PUT', `/api/v1/runs/${started.runId}/cancellation`);
  const { end } = await owner.answer(started.runId);
  const message = await stored(owner, started);
  assert.deepEqual([end, message.state], ['cancelled', 'stopped']);
  assert.equal(partsOf(message.parts, 'budget')[0]?.raised, false);
});

test('a question about a call stands in the answer, with what was decided after it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await agentWith(owner, { tools: ['write_file'], approvals: ['write_file'] });
  const started = await say(owner, 'Save hello to note.txt', agent.id);
  const asked = await question(owner, started.runId);
  assert.deepEqual([asked.tool, asked.state], ['write_file', 'pending']);
  assert.deepEqual(asked.deciders, ['owner', 'super_admin', 'admin', 'moderator']);
  assert.deepEqual((await approvalOf(owner, asked.approvalId!)).payload, asked.arguments);
  const payload = { ...(asked.arguments as object), content: 'Hello, changed' };
  const moderator = await newMember(product, 'moderator');
  const voted = await vote(moderator, asked.approvalId!, { vote: 'approve', payload, comment: 'Softer' });
  assert.equal(voted.status, 200);
  const whole = await owner.answer(started.runId);
  const [decided] = partsOf(whole.parts, 'approval');
  const { votes } = voted.body;
  assert.deepEqual(decided, {
    ...asked,
    approvalId: null,
    state: 'approved',
    by: [votes[0]!.userId],
    comment: 'Softer',
    changed: true,
  });
  assert.deepEqual(partsOf(whole.parts, 'tool')[0]?.arguments, payload);
  assert.deepEqual((await stored(owner, started)).parts, whole.parts);
});

test('a call that is refused stands as refused, and nothing of it as changed', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await agentWith(owner, { tools: ['write_file'], approvals: ['write_file'] });
  const started = await say(owner, 'Save hello to note.txt', agent.id);
  const asked = await question(owner, started.runId);
  assert.equal((await vote(owner, asked.approvalId!, { vote: 'reject', comment: 'Not now' })).status, 200);
  const whole = await owner.answer(started.runId);
  const [decided] = partsOf(whole.parts, 'approval');
  assert.deepEqual([decided?.state, decided?.comment, decided?.changed], ['rejected', 'Not now', false]);
  assert.equal(partsOf(whole.parts, 'tool')[0]?.ok, false);
  assert.deepEqual((await stored(owner, started)).parts, whole.parts);
});

test('an answer that a person has paused says who, waits, and is whole once it goes on', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await agentWith(owner, { tools: ['write_file'], approvals: ['write_file'] });
  const started = await say(owner, 'Save hello to note.txt', agent.id);
  const asked = await question(owner, started.runId);
  const pause = `/api/v1/runs/${started.runId}/pause`;
  const stranger = await newMember(product, 'developer');
  assert.equal((await stranger.call('PUT', pause)).status, 404);
  const { status, body } = await owner.call<RunView>('PUT', pause);
  assert.deepEqual([status, typeof body.pausedAt], [200, 'number']);
  assert.equal((await owner.call('PUT', pause)).status, 200);
  const seen = await owner.answer(started.runId, ({ paused }) => paused !== null);
  assert.match(seen.paused ?? '', /^asked by /);
  assert.equal((await vote(owner, asked.approvalId!, { vote: 'approve' })).status, 200);
  assert.equal((await stored(owner, started)).state, 'streaming');
  const resumed = await owner.call<RunView>('DELETE', pause);
  assert.deepEqual([resumed.status, resumed.body.pausedAt], [200, null]);
  const whole = await owner.answer(started.runId);
  assert.deepEqual([whole.end, whole.paused], ['done', null]);
  assert.equal(partsOf(whole.parts, 'approval')[0]?.state, 'approved');
  assert.equal((await owner.call<RunView>('PUT', pause)).body.pausedAt, null);
});
