import { act, fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Role } from '../../lib/api-types.ts';
import { type Answers, ME, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { page } from '../../testing/workflows.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { Shell } from './shell.tsx';
import { Sidebar } from './sidebar.tsx';
import { UserMenu } from './user-menu.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

const READS: Answers = { 'GET /api/v1/conversations': page(), 'GET /api/v1/approval-count': { pending: 0 } };

const open = (role: Role, answers: Answers = {}) =>
  show(<Sidebar />, { ...READS, ...answers }, 'en', meAs(role));

test('the navigation leads to what the role may read, and offers a chat to who may write', async () => {
  const { getByRole, queryByTestId, unmount } = await open('viewer');
  const links = within(getByRole('navigation', { name: 'Navigation' })).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/agents',
    '/workflows',
    '/tools',
    '/approvals',
    '/budgets',
    '/knowledge',
    '/runs',
    '/settings',
  ]);
  expect(queryByTestId('new-chat')).toBeNull();
  unmount();
  (await open('editor')).getByTestId('new-chat');
});

test('decisions that wait are counted, and said in words to who does not see them', async () => {
  const { findByTestId } = await open('admin', { 'GET /api/v1/approval-count': { pending: 3 } });
  const badge = await findByTestId('approval-count');
  expect(badge.textContent).toBe('3');
  expect(badge.getAttribute('aria-label')).toBe('3 decisions wait for you');
});

test('without decisions, and where they can not be counted, no number is shown', async () => {
  const { queryByTestId, sent } = await open('admin', {
    'GET /api/v1/approval-count': refusal(500, 'internal_error'),
  });
  await waitFor(() => expect(sent.some(({ path }) => path.endsWith('approval-count'))).toBe(true));
  expect(queryByTestId('approval-count')).toBeNull();
});

test('a server that can not be reached is told once, and no longer when it is back', async () => {
  const { client, queryByTestId, findByTestId } = await show(<OfflineBanner />);
  expect(queryByTestId('offline-banner')).toBeNull();
  act(() => client.connection.report(false));
  expect((await findByTestId('offline-banner')).getAttribute('role')).toBe('status');
  act(() => client.connection.report(true));
  await waitFor(() => expect(queryByTestId('offline-banner')).toBeNull());
});

const SESSION = { accessToken: 'a', refreshToken: 'r', expiresAt: Date.now() + 900_000 };

test('signing out ends the session here, also where the server can not be told', async () => {
  const { client, getByTestId, findByTestId } = await show(<UserMenu />, {
    'DELETE /api/v1/sessions/current': () => Promise.reject(new TypeError('offline')),
  });
  act(() => client.sessions.write(SESSION as never));
  fireEvent.click(getByTestId('user-menu'));
  fireEvent.click(await findByTestId('sign-out'));
  await waitFor(() => expect(client.sessions.read()).toBeNull());
});

test('the menu of the reader names them, and leads to the profile', async () => {
  const { getByTestId, findByText } = await show(<UserMenu />, {}, 'en', meAs('analyst'));
  expect(getByTestId('user-menu').textContent).toContain('Analyst');
  fireEvent.click(getByTestId('user-menu'));
  await findByText('ada@example.org');
  const link = (await findByText('Profile')).closest('a');
  expect(link?.getAttribute('role')).toBe('menuitem');
  expect(link?.getAttribute('href')).toBe('/settings?section=profile');
});

test('another workspace is entered by its name, and everything is read anew', async () => {
  const other = { id: 'w2', name: 'Second', role: 'viewer' };
  const { getByRole, findByRole, sent } = await show(<WorkspaceSwitcher />, { 'GET /api/v1/me': ME }, 'en', {
    ...ME,
    workspaces: [...ME.workspaces, other],
  });
  fireEvent.click(getByRole('button'));
  fireEvent.click(await findByRole('menuitem', { name: /Second/ }));
  await waitFor(() => expect(sent.some(({ path }) => path === '/api/v1/me')).toBe(true));
});

test('the frame offers the navigation on narrow screens in a drawer with a name', async () => {
  const { findAllByRole, getByRole, findByRole } = await show(<Shell />, READS);
  await findAllByRole('main');
  fireEvent.click(getByRole('button', { name: 'Open menu', hidden: true }));
  await findByRole('main');
  expect(getByRole('main').getAttribute('tabindex')).toBe('-1');
});
