import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../../testing/app.ts';
import { type DatabasesToAsk, databasesToAsk } from '../../testing/databases-to-ask.ts';
import { SQL_KINDS, type SqlConnectionTest, type SqlConnectionView } from './contract.ts';

const PATH = '/api/v1/sql-connections';

describe('registered databases', () => {
  let asked: DatabasesToAsk;
  let product: TestApp;
  let owner: Client;
  before(async () => {
    asked = await databasesToAsk();
    product = await testApp({ EGRESS_HOSTS: '127.0.0.1', SQL_FILES: asked.folder });
    owner = product.owner;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await asked[Symbol.asyncDispose]();
  });

  const input = (kind: (typeof SQL_KINDS)[number], more: object = {}) => {
    const { place, password } = asked.of[kind];
    return { name: `shop-${kind}`, description: `Orders in ${kind}`, place, password, ...more };
  };
  const query = async (args: object, by = owner) => {
    const tried = await by.call<{ runId: string }>('POST', '/api/v1/tools/sql_query/runs', {
      arguments: args,
    });
    const { parts } = await by.answer(tried.body.runId);
    return parts[0]?.type === 'tool' ? parts[0] : assert.fail('no tool was called');
  };

  test('nothing is registered, and the tool says so', async () => {
    assert.equal(
      (await query({ action: 'databases' })).output,
      'No database is registered in this workspace',
    );
    const { ok, output } = await query({ sql: 'SELECT 1' });
    assert.deepEqual(
      [ok, output],
      [false, 'Cannot find database: name one. There are: none (database_unknown)'],
    );
  });

  test('each kind is registered, tested, asked for its tables and queried; no password is told', async () => {
    for (const kind of SQL_KINDS) {
      const { status, body } = await owner.call<SqlConnectionView>('POST', PATH, input(kind));
      assert.deepEqual([status, body.name, body.hasPassword], [201, `shop-${kind}`, kind !== 'sqlite']);
      const tested = await owner.call<SqlConnectionTest>('POST', `${PATH}/${body.id}/tests`);
      assert.deepEqual([tested.body.ok, tested.body.tables], [true, 1]);
      const schema = await query({ action: 'schema', database: body.name, table: 'ORD' });
      assert.match(schema.output, new RegExp(`^shop-${kind} \\(${kind}\\), 1 tables\\norders\\(id `));
      const sql = 'SELECT customer, paid FROM orders ORDER BY customer';
      const { output } = await query({ database: body.name, sql, limit: 2 });
      assert.match(output, /^the first 2 rows, there are more\ncustomer,paid\nAda,12.50?\nBob,0/);
    }
    const list = await owner.call('GET', PATH);
    for (const { password } of Object.values(asked.of))
      assert.ok(password === undefined || !JSON.stringify(list.body).includes(password));
    const { output } = await query({ action: 'databases' });
    assert.equal(
      output,
      ['mysql', 'postgresql', 'sqlite'].map((kind) => `shop-${kind} (${kind}) Orders in ${kind}`).join('\n'),
    );
  });

  test('all rows are kept as a CSV file where that is wanted', async () => {
    const sql = 'SELECT a.id, a.customer FROM orders a, orders b, orders c ORDER BY a.id';
    const part = await query({ database: 'shop-sqlite', sql, limit: 1, saveAs: 'orders.csv' });
    assert.match(part.output, /^27 rows, 1 shown, all of these in the file orders.csv\nid,customer\n1,Ada$/);
    const [file] = part.files;
    const { body } = await owner.call<{ text: string }>('GET', `/api/v1/files/${file?.id}/content`);
    assert.equal(body.text.split('\n').length, 29);
    assert.ok(body.text.includes('\n2,"知识, ""库"""\n'));
  });

  test('what a query must not do is refused and told, and so is what the database says', async () => {
    for (const [sql, code] of [
      ['DELETE FROM orders', 'sql_refused'],
      ['SELECT pg_sleep(1)', 'sql_refused'],
      ['SELECT nothing FROM orders', 'sql_failed'],
    ]) {
      const { ok, output } = await query({ database: 'shop-postgresql', sql });
      assert.equal(ok, false);
      assert.match(output, new RegExp(`\\(${code}\\)$`));
    }
  });

  test('another address or user gets no password that was given for this one', async () => {
    const { body } = await owner.call<{ items: SqlConnectionView[] }>('GET', PATH);
    const { id } = body.items.find(({ name }) => name === 'shop-mysql') ?? assert.fail();
    const put = (more: object) =>
      owner.call<SqlConnectionView>('PUT', `${PATH}/${id}`, {
        ...input('mysql'),
        password: undefined,
        ...more,
      });
    assert.equal((await put({ description: 'Other words' })).body.hasPassword, true);
    assert.equal((await query({ database: 'shop-mysql', sql: 'SELECT 1 AS one' })).output, '1 rows\none\n1');
    const moved = await put({ place: { ...asked.of.mysql.place, host: 'elsewhere.example' } });
    assert.equal(moved.body.hasPassword, false);
    assert.equal((await put({})).body.hasPassword, false);
    assert.equal((await put({ password: asked.of.mysql.password })).body.hasPassword, true);
    const taken = await put({ name: 'shop-sqlite' });
    assert.deepEqual([taken.status, (taken.body as { code?: string }).code], [409, 'database_name_taken']);
  });

  test('a member who may run tools queries; who may not, does not', async () => {
    const editor = await newMember(product, 'editor');
    const sql = { database: 'shop-sqlite', sql: 'SELECT count(*) AS n FROM orders' };
    assert.equal((await query(sql, editor)).output, '1 rows\nn\n3');
    const viewer = await newMember(product, 'viewer');
    const refused = await viewer.call('POST', '/api/v1/tools/sql_query/runs', { arguments: sql });
    assert.equal(refused.status, 403);
  });

  test('another workspace does not see them', async () => {
    const made = await owner.call<{ id: string }>('POST', '/api/v1/workspaces', { name: 'Second' });
    const response = await product.app.fetch(
      new Request(`http://test${PATH}`, {
        headers: { authorization: `Bearer ${owner.token}`, 'x-workspace-id': made.body.id },
      }),
    );
    assert.deepEqual(await response.json(), { items: [] });
  });

  test('what is removed is gone', async () => {
    const { body } = await owner.call<{ items: SqlConnectionView[] }>('GET', PATH);
    for (const { id } of body.items) assert.equal((await owner.call('DELETE', `${PATH}/${id}`)).status, 204);
    assert.deepEqual((await owner.call('GET', PATH)).body, { items: [] });
  });
});
