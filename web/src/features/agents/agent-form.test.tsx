import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { storedAgent } from '../../testing/agents.ts';
import { refusal, show } from '../../testing/render.tsx';
import { AgentForm, valuesOf } from './agent-form.tsx';
import { AgentsPage } from './agents-page.tsx';

const OWN = storedAgent({
  id: 'a1',
  name: 'Counsel',
  description: 'Reads contracts',
  capabilities: ['contract'],
  tools: ['search_knowledge'],
  memoryMessages: 20,
  limits: { modelCalls: 5, toolCalls: 6, seconds: 70 },
  approvals: ['search_knowledge', 'write_file'],
  state: 'draining',
  version: 3,
});
const READS = {
  'GET /api/v1/agents': { items: [OWN] },
  'GET /api/v1/tools': { items: [{ name: 'search_knowledge', description: '' }] },
  'GET /api/v1/models': { items: [], next: null },
};

test('a new agent begins empty, a known one as it is', () => {
  expect(valuesOf().name).toBe('');
  expect(valuesOf(OWN)).toMatchObject({ name: 'Counsel', capabilities: ['contract'], modelId: null });
});

test('a change keeps what the form does not show, and asks only for tools that the agent has', async () => {
  let sent: unknown;
  let closed = false;
  const { findByTestId } = await show(
    <AgentForm
      isOpen
      agent={OWN}
      onClose={() => {
        closed = true;
      }}
    />,
    {
      ...READS,
      'PUT /api/v1/agents/a1': (given: { body: unknown }) => {
        sent = given.body;
        return OWN;
      },
    },
  );
  fireEvent.change(await findByTestId('agent-name'), { target: { value: 'Counsellor' } });
  fireEvent.click(await findByTestId('agent-save'));
  await waitFor(() => expect(closed).toBe(true));
  expect(sent).toMatchObject({
    name: 'Counsellor',
    memoryMessages: 20,
    limits: OWN.limits,
    approvals: ['search_knowledge'],
  });
});

test('a refusal is shown in the form, which stays open', async () => {
  const { findByTestId, findByRole } = await show(
    <AgentForm isOpen agent={OWN} onClose={() => expect.fail('it stays open')} />,
    { ...READS, 'PUT /api/v1/agents/a1': refusal(403, 'forbidden') },
  );
  fireEvent.click(await findByTestId('agent-save'));
  await findByRole('alert');
});

test('the list shows the state of an agent and offers to make one', async () => {
  const { findByText, findByTestId } = await show(<AgentsPage />, READS);
  await findByText('Draining');
  await findByTestId('agent-new');
});
