import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { storedAgent } from '../../testing/agents.ts';
import { type Answers, refusal, type Sent, show } from '../../testing/render.tsx';
import { AgentForm } from './agent-form.tsx';
import { agentOf, isOutOfBounds, valuesOf } from './agent-values.ts';

const OWN = storedAgent({
  id: 'a1',
  name: 'Counsel',
  description: 'Reads contracts',
  capabilities: ['contract'],
  tools: ['search_knowledge', 'gone_tool'],
  memoryMessages: 20,
  limits: { modelCalls: 5, toolCalls: 6, seconds: 70 },
  approvals: ['search_knowledge', 'write_file'],
  state: 'draining',
  version: 3,
});
const MODEL = { wireName: 'm', provider: { name: 'P' }, isDefault: false, fallbackId: null };
const READS: Answers = {
  'GET /api/v1/agents': { items: [OWN, storedAgent({ id: 'code', name: 'Code', builtIn: true })] },
  'GET /api/v1/tools': {
    items: [
      { name: 'search_knowledge', description: 'Looks', effect: 'read' },
      { name: 'write_file', description: 'Saves', effect: 'write' },
    ],
  },
  'GET /api/v1/models': {
    items: [
      { ...MODEL, id: 'm1', name: 'Large', isDefault: true, fallbackId: 'm2' },
      { ...MODEL, id: 'm2', name: 'Small' },
    ],
    next: null,
  },
  'GET /api/v1/knowledge/bases': { items: [{ id: 'b1', name: 'Contracts' }], next: null },
};

async function open(given: { agent?: typeof OWN } = { agent: OWN }, answers: Answers = {}) {
  const sent: Sent[] = [];
  let isClosed = false;
  const note = (one: Sent) => {
    sent.push(one);
    return OWN;
  };
  const view = await show(
    <AgentForm
      isOpen
      {...given}
      onClose={() => {
        isClosed = true;
      }}
    />,
    { ...READS, 'PUT /api/v1/agents/a1': note, 'POST /api/v1/agents': note, ...answers },
  );
  await view.findByTestId('agent-name');
  const fill = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const save = () => fireEvent.click(view.getByTestId('agent-save'));
  return { ...view, written: sent, fill, save, isClosed: () => isClosed };
}

test('a new agent begins empty, a known one as it is, and both survive the way through the form', () => {
  expect(valuesOf().name).toBe('');
  const { id: _, state: __, version: ___, builtIn: ____, ...input } = OWN;
  expect(agentOf(valuesOf(OWN))).toEqual({ ...input, approvals: ['search_knowledge'] });
  const some = storedAgent({ knowledge: ['b1'] });
  expect(agentOf(valuesOf(some)).knowledge).toEqual(['b1']);
  expect(agentOf({ ...valuesOf(some), scope: 'all' }).knowledge).toBeNull();
});

test('isOutOfBounds() refuses what the server would refuse', () => {
  expect(['', 0, 51, 1.5, '7'].map((value) => isOutOfBounds('modelCalls', value))).toEqual(
    Array(5).fill(true),
  );
  expect([isOutOfBounds('toolCalls', 0), isOutOfBounds('seconds', 3_600)]).toEqual([false, false]);
});

test('a change says which version it rests on, and asks only for tools that the agent has', async () => {
  const { written, fill, save, isClosed } = await open();
  fill('agent-name', 'Counsellor');
  fill('agent-memoryMessages', '30');
  fill('agent-seconds', '120');
  save();
  await waitFor(() => expect(isClosed()).toBe(true));
  expect(written[0]?.body).toMatchObject({
    name: 'Counsellor',
    memoryMessages: 30,
    limits: { modelCalls: 5, toolCalls: 6, seconds: 120 },
    approvals: ['search_knowledge'],
    knowledge: null,
    baseVersion: 3,
  });
});

test('a limit out of its bounds is told at its field, and nothing is sent', async () => {
  const { written, fill, save, findByText, isClosed } = await open();
  fill('agent-toolCalls', '201');
  save();
  await findByText('A whole number from 0 to 200');
  expect([written.length, isClosed()]).toEqual([0, false]);
});

test('knowledge bases are chosen by name, or all that the person may read', async () => {
  const { written, save, getByTestId, findByRole, queryByTestId } = await open();
  expect(queryByTestId('agent-knowledge')).toBeNull();
  fireEvent.click(getByTestId('agent-knowledge-some'));
  fireEvent.click(getByTestId('agent-knowledge'));
  fireEvent.click(await findByRole('option', { name: 'Contracts' }));
  save();
  await waitFor(() => expect(written[0]?.body).toMatchObject({ knowledge: ['b1'] }));
});

test('tools are offered with what they do to the world; one that is gone can still be seen and taken out', async () => {
  const { getByTestId, findAllByRole, findByText } = await open();
  await findByText(/Does more than read: gone_tool/);
  fireEvent.click(getByTestId('agent-tools'));
  const options = await findAllByRole('option', { hidden: true });
  const write = options.find((option) => option.textContent?.includes('Write file'))!;
  within(write).getByTestId('effect-write');
  const search = options.find((option) => option.textContent?.includes('Search knowledge'))!;
  within(search).getByTestId('effect-read');
  expect(options.some((option) => option.textContent?.includes('This tool is not there any more.'))).toBe(
    true,
  );
});

test('the model shows which one is asked when it does not answer', async () => {
  const { findByText, getByTestId, findByRole } = await open({});
  await findByText('If it does not answer: Small');
  fireEvent.click(getByTestId('agent-model'));
  fireEvent.click(await findByRole('option', { name: 'Small', hidden: true }));
  await findByText('There is no second model if it does not answer');
});

test('another agent can be a tool, itself can not', async () => {
  const { getByTestId, findAllByRole } = await open();
  fireEvent.click(getByTestId('agent-others'));
  const names = (await findAllByRole('option', { hidden: true })).map((option) => option.textContent);
  expect(names).toContain('Code');
  expect(names).not.toContain('Counsel');
});

test('a new agent is made with what the form holds', async () => {
  const { written, fill, save, isClosed } = await open({});
  fill('agent-name', 'Poet');
  fill('agent-instructions', 'Rhyme.');
  save();
  await waitFor(() => expect(isClosed()).toBe(true));
  expect(written[0]).toMatchObject({ method: 'POST', body: { name: 'Poet', instructions: 'Rhyme.' } });
  expect(written[0]?.body).not.toHaveProperty('baseVersion');
});

test('a refusal is shown in the form, which stays open', async () => {
  const { save, findByRole, isClosed } = await open(
    { agent: OWN },
    { 'PUT /api/v1/agents/a1': refusal(409, 'agent_changed') },
  );
  save();
  expect((await findByRole('alert')).textContent).toContain('newer version of this agent');
  expect(isClosed()).toBe(false);
});
