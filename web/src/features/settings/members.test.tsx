import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Role } from '../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { page } from '../../testing/workflows.ts';
import { invitationState } from './invitations.tsx';
import { InviteForm, joinLink } from './invite-form.tsx';
import { MembersSection } from './members-section.tsx';

const member = (userId: string, name: string, role: Role) => ({
  userId,
  name,
  email: `${userId}@example.org`,
  role,
  joinedAt: 0,
});
const MEMBERS = [
  member('boss', 'Ada', 'super_admin'),
  member('me', 'Grace', 'admin'),
  member('u3', 'Linus', 'editor'),
];
const invitation = (given: object = {}) => ({
  id: 'i1',
  email: 'new@example.org',
  role: 'editor' as const,
  createdAt: 0,
  expiresAt: Date.now() + 86_400_000,
  acceptedAt: null,
  createdBy: 'me',
  ...given,
});

const open = (role: Role, answers: Answers = {}) =>
  show(
    <MembersSection />,
    { 'GET /api/v1/members': page(...MEMBERS), 'GET /api/v1/invitations': page(invitation()), ...answers },
    'en',
    meAs(role),
  );

async function rows(view: Awaited<ReturnType<typeof open>>) {
  const all = await view.findAllByTestId('member-row');
  return (name: string) => all.find((row) => row.textContent?.includes(name))!;
}

test('an admin changes and removes those up to the own role, and nobody above', async () => {
  const view = await open('admin');
  const row = await rows(view);
  within(row('Linus')).getByLabelText('Role of Linus');
  within(row('Linus')).getByRole('button', { name: 'Remove Linus' });
  expect(within(row('Ada')).queryByRole('button')).toBeNull();
  expect(row('Ada').textContent).toContain('Owner');
  expect(within(row('Grace')).queryByRole('button', { name: /Remove/ })).toBeNull();
});

test('a viewer sees who is there and is offered nothing', async () => {
  const view = await open('viewer');
  const row = await rows(view);
  expect(row('Linus').textContent).toContain('Editor');
  expect(view.queryByTestId('invite') ?? within(row('Linus')).queryByRole('button')).toBeNull();
  expect(view.sent.some(({ path }) => path === '/api/v1/invitations')).toBe(false);
});

test('a moderator invites, and can not take an invitation back', async () => {
  const view = await open('moderator');
  await view.findByTestId('invite');
  const row = await view.findByTestId('invitation-row');
  expect(within(row).queryByRole('button')).toBeNull();
});

test('a role is changed from the list of those up to the own', async () => {
  const view = await open('admin', { 'PATCH /api/v1/members/u3': MEMBERS[2] });
  const row = await rows(view);
  fireEvent.click(within(row('Linus')).getByLabelText('Role of Linus'));
  const options = (await view.findAllByRole('option', { hidden: true })).map((option) => option.textContent);
  expect(options).toContain('Admin');
  expect(options).not.toContain('Owner');
  fireEvent.click(view.getAllByRole('option', { name: 'Analyst', hidden: true })[0]!);
  await waitFor(() =>
    expect(view.sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ role: 'analyst' }),
  );
});

test('a change that the server refuses is told', async () => {
  const view = await open('admin', { 'PATCH /api/v1/members/u3': refusal(403, 'role_too_high', 'Too high') });
  const row = await rows(view);
  fireEvent.click(within(row('Linus')).getByLabelText('Role of Linus'));
  fireEvent.click((await view.findAllByRole('option', { name: 'Analyst', hidden: true }))[0]!);
  await view.findByText('That did not work');
});

test('somebody is removed only after a question, and the list is read again', async () => {
  const view = await open('admin', { 'DELETE /api/v1/members/u3': {} });
  const row = await rows(view);
  fireEvent.click(within(row('Linus')).getByRole('button', { name: 'Remove Linus' }));
  const dialog = await view.findByRole('dialog');
  expect(view.sent.some(({ method }) => method === 'DELETE')).toBe(false);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(view.sent.filter(({ path }) => path === '/api/v1/members').length).toBe(2));
});

test('an invitation is made once, and its link is shown once with the token where no server sees it', async () => {
  const { findByTestId, getByTestId, sent } = await show(
    <InviteForm />,
    { 'POST /api/v1/invitations': { ...invitation(), token: 'to/ken+1' } },
    'en',
    meAs('admin'),
  );
  fireEvent.change(getByTestId('invite-email'), { target: { value: 'new@example.org' } });
  fireEvent.click(getByTestId('invite-save'));
  const link = (await findByTestId('shown-once')).getAttribute('value') ?? '';
  expect(link).toBe(`${location.origin}/join#token=to%2Fken%2B1`);
  expect(sent.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
    { email: 'new@example.org', role: 'editor' },
  ]);
  expect(new URL(joinLink('http://x', 'secret')).pathname).toBe('/join');
});

test('an invitation that is refused keeps what was typed', async () => {
  const { findByTestId, getByTestId } = await show(<InviteForm />, {
    'POST /api/v1/invitations': refusal(409, 'already_member', 'Already a member'),
  });
  fireEvent.change(getByTestId('invite-email'), { target: { value: 'new@example.org' } });
  fireEvent.click(getByTestId('invite-save'));
  await findByTestId('form-problem');
  expect(getByTestId('invite-email')).toHaveProperty('value', 'new@example.org');
});

test('an invitation is open until it is accepted or its time is over', () => {
  expect(invitationState(invitation({ expiresAt: 10 }) as never, 9)).toBe('open');
  expect(invitationState(invitation({ expiresAt: 10 }) as never, 10)).toBe('expired');
  expect(invitationState(invitation({ expiresAt: 10, acceptedAt: 5 }) as never, 20)).toBe('accepted');
});

test('an open invitation is taken back after a question; one that is over is only shown', async () => {
  const view = await open('admin', {
    'GET /api/v1/invitations': page(
      invitation(),
      invitation({ id: 'i2', email: 'old@example.org', expiresAt: 1 }),
    ),
    'DELETE /api/v1/invitations/i1': {},
  });
  const [first, second] = await view.findAllByTestId('invitation-row');
  expect(within(second!).queryByRole('button')).toBeNull();
  fireEvent.click(within(first!).getByRole('button'));
  const dialog = await view.findByRole('dialog');
  expect(dialog.textContent).toContain('new@example.org');
  const buttons = within(dialog).getAllByRole('button');
  fireEvent.click(buttons.at(-1)!);
  await waitFor(() =>
    expect(view.sent.some(({ method, path }) => method === 'DELETE' && path.endsWith('/i1'))).toBe(true),
  );
});
