import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../lib/api-types.ts';
import { ME, refusal, show } from '../../testing/render.tsx';
import { detailsText } from './audit-details.ts';
import { AuditSection } from './audit-section.tsx';
import { SettingsPage } from './settings-page.tsx';

const ENTRY: AuditEntry = {
  ...{ sequence: 7, at: 1_700_000_000_000, action: 'member.change-role', subject: 'Bob', outcome: 'done' },
  ...{ actor: { id: 'me', name: 'Ada' }, runId: null, details: { role: 'editor' }, hash: 'abc' },
};
const REQUEST: AuditEntry = {
  ...ENTRY,
  ...{ sequence: 8, action: 'egress.request', subject: 'GET evil.example', outcome: 'refused', runId: 'r1' },
  ...{ actor: null, details: { refused: 'the policy does not name it' } },
};
const MEMBERS = { items: [{ userId: 'me', name: 'Ada', email: 'a@example.org', role: 'admin' }], next: null };
const answers = (items: AuditEntry[], next: string | null = null) => ({
  'GET /api/v1/members': MEMBERS,
  'GET /api/v1/audit': { items, next },
});

test('an entry says what was done to what, by whom, and what came of it', async () => {
  const { findAllByTestId } = await show(<AuditSection />, answers([REQUEST, ENTRY]));
  const [request, change] = await findAllByTestId('audit-entry');
  for (const words of [
    'Request to the outside',
    'GET evil.example',
    'Refused',
    'Nobody signed in',
    'does not name it',
  ])
    expect(request?.textContent).toContain(words);
  expect(request?.querySelector('a')?.getAttribute('href')).toBe('/runs/r1');
  for (const words of ['Changed a role', 'Bob', 'role: editor', 'No. 7 · Ada'])
    expect(change?.textContent).toContain(words);
  expect(change?.textContent).not.toContain('Refused');
});

test('in Chinese, acts have their names; an act of a newer server is shown as it is', async () => {
  const strange = { ...ENTRY, sequence: 9, action: 'planet.move' };
  const { findByText } = await show(<AuditSection />, answers([strange, ENTRY]), 'zh-CN');
  await findByText('更改角色');
  await findByText('planet.move');
});

test('a filter asks the server, and an empty answer says so', async () => {
  const given = {
    ...answers([]),
    'GET /api/v1/audit': ({ query }: { query: URLSearchParams }) => ({
      items: query.get('kind') === 'member' ? [] : [ENTRY],
      next: null,
    }),
  };
  const { findByTestId, getByTestId, findByText, sent } = await show(<AuditSection />, given);
  await findByTestId('audit-entry');
  fireEvent.click(getByTestId('audit-kind'));
  fireEvent.click(await findByText('Members'));
  await findByText('No entry fits');
  const asked = sent.filter(({ path }) => path === '/api/v1/audit').map(({ query }) => query.get('kind'));
  expect(asked).toEqual([null, 'member']);
});

test('more is read when it is asked for, and what cannot be read is told', async () => {
  const given = {
    ...answers([]),
    'GET /api/v1/audit': ({ query }: { query: URLSearchParams }) =>
      query.get('cursor') === '8' ? { items: [ENTRY], next: null } : { items: [REQUEST], next: '8' },
  };
  const { findAllByTestId, findByText } = await show(<AuditSection />, given);
  expect(await findAllByTestId('audit-entry')).toHaveLength(1);
  fireEvent.click(await findByText('Show more'));
  await waitFor(async () => expect(await findAllByTestId('audit-entry')).toHaveLength(2));
  const broken = await show(<AuditSection />, {
    'GET /api/v1/members': MEMBERS,
    'GET /api/v1/audit': refusal(500, 'internal_error'),
  });
  await broken.findByText('Try again');
});

test('before anything happened it says what will stand here', async () => {
  const { findByText } = await show(<AuditSection />, answers([]));
  await findByText('Nothing is written down yet');
});

test('the tab is offered to who may read the log, and to nobody else', async () => {
  const reader = { ...ME, rules: [{ action: ['read'], subject: ['Audit'], conditions: null }] };
  const auditor = await show(<SettingsPage section="audit" />, answers([ENTRY]), 'en', reader);
  await auditor.findByTestId('settings-audit');
  await auditor.findByTestId('audit-entry');
  auditor.unmount();
  const { findByTestId, queryByTestId } = await show(<SettingsPage />, {}, 'en', { ...ME, rules: [] });
  await findByTestId('settings-profile');
  expect(queryByTestId('settings-audit')).toBeNull();
});

test('details stand on a line', () => {
  expect(detailsText({})).toBe('');
  expect(
    detailsText({ askEffects: [], role: null, place: { kind: 'mysql', port: 3306 }, tools: ['a', 'b'] }),
  ).toBe('askEffects: –; role: –; place: mysql · 3306; tools: a, b');
});
