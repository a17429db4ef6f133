import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Role } from '../../lib/api-types.ts';
import { storedAgent } from '../../testing/agents.ts';
import { ME, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { AgentControls } from './agent-controls.tsx';
import { AgentsPage } from './agents-page.tsx';

const OWN = storedAgent({ id: 'a1', name: 'Counsel' });

async function open(role: Role, agent = OWN) {
  const view = await show(
    <AgentControls agent={agent} onEdit={() => {}} onGone={() => {}} />,
    {},
    'en',
    meAs(role),
  );
  const offered = () =>
    ['agent-state', 'agent-edit', 'agent-remove'].filter((id) => view.queryByTestId(id) !== null);
  return { ...view, offered };
}

const MAY: [Role, boolean][] = [
  ['viewer', false],
  ['editor', false],
  ['developer', true],
  ['admin', true],
];

for (const [role, may] of MAY) {
  test(`a ${role} ${may ? 'may' : 'may not'} change and remove an agent of the workspace`, async () => {
    const { offered } = await open(role);
    expect(offered()).toEqual(may ? ['agent-state', 'agent-edit', 'agent-remove'] : []);
  });

  test(`a ${role} is ${may ? '' : 'not '}offered to make an agent, and sees those that are there`, async () => {
    const { findByText, queryByTestId } = await show(
      <AgentsPage />,
      { 'GET /api/v1/agents': { items: [OWN] } },
      'en',
      meAs(role),
    );
    await findByText('Counsel');
    expect(queryByTestId('agent-new') !== null).toBe(may);
  });
}

test('who may edit and not delete is not offered to delete, and the other way round', async () => {
  const rule = (action: string) => ({ action: ['read', action], subject: ['Agent'], conditions: null });
  const controls = <AgentControls agent={OWN} onEdit={() => {}} onGone={() => {}} />;
  const edits = await show(controls, {}, 'en', { ...ME, rules: [rule('edit')] });
  edits.getByTestId('agent-edit');
  expect(edits.queryByTestId('agent-remove')).toBeNull();
  edits.unmount();
  const deletes = await show(controls, {}, 'en', { ...ME, rules: [rule('delete')] });
  deletes.getByTestId('agent-remove');
  expect(deletes.queryByTestId('agent-edit')).toBeNull();
  expect(deletes.queryByTestId('agent-state')).toBeNull();
});

test('nobody may change a built-in agent', async () => {
  const { offered } = await open('admin', storedAgent({ id: 'code', builtIn: true }));
  expect(offered()).toEqual([]);
});

test('an agent is removed only after a question', async () => {
  let gone = false;
  const { getByTestId, findByRole, sent } = await show(
    <AgentControls agent={OWN} onEdit={() => {}} onGone={() => (gone = true)} />,
    { 'DELETE /api/v1/agents/a1': {} },
  );
  fireEvent.click(getByTestId('agent-remove'));
  const dialog = await findByRole('dialog');
  expect(dialog.textContent).toContain('"Counsel" is removed from the lists');
  expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
  fireEvent.click([...dialog.querySelectorAll('button')].find((one) => one.textContent === 'Remove')!);
  await waitFor(() => expect(gone).toBe(true));
});

test('a state that could not be set is told, and the old one stays', async () => {
  const { findByText, getByRole } = await show(
    <AgentControls agent={OWN} onEdit={() => {}} onGone={() => {}} />,
    { 'PUT /api/v1/agents/a1/state': refusal(403, 'forbidden') },
  );
  fireEvent.click(getByRole('radio', { name: 'Disabled' }));
  await findByText('That did not work');
  expect(getByRole('radio', { name: 'Enabled' })).toHaveProperty('checked', true);
});
