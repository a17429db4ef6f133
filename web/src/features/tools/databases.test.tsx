import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { SqlConnection } from '../../lib/api-types.ts';
import { ME, refusal, type Sent, show } from '../../testing/render.tsx';
import { databaseOf, draftOf, NEW_DATABASE } from './database-draft.ts';
import { DatabaseForm } from './database-form.tsx';
import { Databases } from './databases.tsx';

const READER = { ...ME, rules: [{ action: ['read'], subject: ['Tool'], conditions: null }] };
const place = {
  kind: 'postgresql',
  ...{ host: 'db.example', port: 5432, database: 'shop', user: 'reader' },
  tls: 'verify',
} as const;
const SHOP: SqlConnection = {
  ...{ id: 'd1', name: 'shop', description: 'Orders and customers', place, hasPassword: true },
  ...{ createdBy: 'me', createdAt: 1, updatedAt: 1 },
};
const list = { 'GET /api/v1/sql-connections': { items: [SHOP] } };
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const wrote = (sent: Sent[]) => sent.filter(({ method }) => method !== 'GET');

test('a database says what it is and where, and offers nothing to who may only read', async () => {
  const { findByTestId, queryByTestId } = await show(<Databases />, list, 'en', READER);
  const card = await findByTestId('database');
  for (const words of ['shop', 'PostgreSQL', 'Orders and customers', 'reader@db.example:5432/shop'])
    expect(card.textContent).toContain(words);
  expect(queryByTestId('database-test')).toBeNull();
  expect(queryByTestId('database-menu')).toBeNull();
});

test('without databases nothing stands there; where they cannot be read, one tries again', async () => {
  const empty = await show(<Databases />, { 'GET /api/v1/sql-connections': { items: [] } });
  await waitFor(() => expect(empty.sent).toHaveLength(1));
  expect(empty.queryByText('Databases')).toBeNull();
  const broken = await show(<Databases />, { 'GET /api/v1/sql-connections': refusal(500, 'internal_error') });
  await broken.findByText('Try again');
});

test('a test tells how many tables answered, and warns of a user that may write', async () => {
  const answers = {
    ...list,
    'POST /api/v1/sql-connections/d1/tests': {
      ok: true,
      durationMs: 9,
      tables: 3,
      mayWrite: true,
      error: null,
    },
  };
  const { findByTestId, findByText } = await show(<Databases />, answers);
  fireEvent.click(await findByTestId('database-test'));
  await findByText('It answers: 3 tables');
  await findByText(/Its user may write/);
});

test('a test that fails tells why, in the words of the language and of the server', async () => {
  const error = { code: 'database_unreachable', message: 'Cannot reach database: nobody is there' };
  const answers = {
    ...list,
    'POST /api/v1/sql-connections/d1/tests': { ok: false, durationMs: 9, tables: 0, mayWrite: false, error },
  };
  const { findByTestId, findByText } = await show(<Databases />, answers, 'zh-CN');
  fireEvent.click(await findByTestId('database-test'));
  await findByText('无法连接数据库。');
  await findByText('Cannot reach database: nobody is there');
});

test('a database is registered with its password, once all is there', async () => {
  const { findByTestId, getByTestId, sent } = await show(<DatabaseForm onClose={() => undefined} />, {
    'POST /api/v1/sql-connections': SHOP,
  });
  const save = (await findByTestId('database-save')) as HTMLButtonElement;
  expect(save.disabled).toBe(true);
  type(getByTestId('database-name'), 'Shop');
  within(document.body).getByText(/Small letters, digits, _ and -/);
  for (const [key, value] of [
    ['name', 'shop'],
    ['host', ' db.example '],
    ['database', 'shop'],
    ['user', 'reader'],
    ['password', 'hunter2'],
  ] as const)
    type(getByTestId(`database-${key}`), value);
  expect(save.disabled).toBe(false);
  fireEvent.click(save);
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({ name: 'shop', description: '', place, password: 'hunter2' }),
  );
});

test('a known database is changed without telling its password again', async () => {
  const answers = { ...list, 'PUT /api/v1/sql-connections/d1': SHOP };
  const { findByTestId, getByTestId, sent } = await show(<Databases />, answers);
  fireEvent.click(await findByTestId('database-menu'));
  fireEvent.click(await findByTestId('database-edit'));
  type(await findByTestId('database-description'), 'Orders');
  fireEvent.click(getByTestId('database-save'));
  await waitFor(() => expect(wrote(sent)[0]?.body).toEqual({ name: 'shop', description: 'Orders', place }));
});

test('a database is forgotten after a question', async () => {
  const answers = { ...list, 'DELETE /api/v1/sql-connections/d1': {} };
  const { findByTestId, findByRole, sent } = await show(<Databases />, answers);
  fireEvent.click(await findByTestId('database-menu'));
  fireEvent.click(await findByTestId('database-remove'));
  fireEvent.click(within(await findByRole('dialog')).getByRole('button', { name: 'Forget the database' }));
  await waitFor(() => expect(wrote(sent)[0]?.path).toBe('/api/v1/sql-connections/d1'));
});

test('a draft is whole with a name and a place, and a known one makes the same again', () => {
  expect(databaseOf(NEW_DATABASE)).toBeNull();
  expect(databaseOf(draftOf(SHOP))).toEqual({ name: 'shop', description: SHOP.description, place });
  for (const port of ['', '0', '70000', '1.5', 'x'])
    expect(databaseOf({ ...draftOf(SHOP), port })).toBeNull();
  const file = { ...NEW_DATABASE, kind: 'sqlite' as const, name: 'notes' };
  expect(databaseOf(file)).toBeNull();
  expect(databaseOf({ ...file, file: 'a/notes.db ' })?.place).toEqual({ kind: 'sqlite', file: 'a/notes.db' });
});
