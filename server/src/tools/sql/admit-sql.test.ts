import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { admitSql } from './admit-sql.ts';
import type { SqlKind } from './contract.ts';

const ADMITTED: Record<'postgresql' | 'mysql', string[]> = {
  postgresql: [
    'select 1',
    '  SELECT * FROM orders WHERE id = 3;  ',
    "select to_char(d,'YYYY') as y, count(*)::int as n from orders where status='paid' group by y order by n desc nulls last limit 5",
    'with recursive r(n) as (select 1 union all select n + 1 from r where n < 10) select * from r',
    'select a, sum(x) over (partition by a order by b rows between 1 preceding and current row) from t',
    "select date_trunc('month', d) m, string_agg(name, ',' order by name) from t group by 1",
    "select x from t where d between now() - interval '1 month' and now() and name ilike '%x%'",
    'select x from t where x = any(array[1,2]) and exists (select 1 from u where u.id = t.id)',
    "select a->>'b', coalesce(a, b), cast(c as int), extract(year from d) from public.t",
    'select count(*) filter (where a > 1), percentile_cont(0.5) within group (order by x) from t',
    'select "update", t."delete" from t',
    "select 'delete from t; drop table t' as text",
    'select * from t union all select * from u except select * from v',
    'select * from generate_series(1, 3) g',
    'select distinct on (a) a, b from t order by a, b',
    'select t.* from t left join s.u using (id) where t.a is not null',
  ],
  mysql: [
    'select count(*), date_format(d, "%Y") y from orders group by y having count(*) > 3',
    'select if(a > 1, b, c), ifnull(a, 0), a div b from t where a regexp "x"',
    "select group_concat(name order by name separator ', ') from t",
    'with a as (select id from t) select * from a join u on u.id = a.id',
    'select row_number() over (partition by a order by b) from t limit 10, 20',
    'select `select`, `update` from `my table`',
    '(select 1) union (select 2) limit 1',
    'select timestampdiff(day, a, b), cast(a as char), year(d) from t where d > now() - interval 1 day',
    "select 'it\\'s; drop table t' as a",
  ],
};

const REFUSED: Record<'postgresql' | 'mysql', string[]> = {
  postgresql: [
    ...['', '-- nothing', 'delete from t', 'insert into t values (1)', 'update t set a = 1', 'drop table t'],
    ...['create table x as select 1', 'truncate t', "copy t to '/tmp/x'", "copy t from program 'id'"],
    ...["do 'begin end'", 'call p()', 'vacuum', 'set role postgres', 'begin', 'commit', 'listen x'],
    ...[
      'select 1; delete from t',
      'select * into x from t',
      'explain delete from t',
      'explain analyze select 1',
    ],
    'with d as (delete from t where a = 1 returning id) select * from d',
    'with d as (insert into t values (1) returning id) select * from d',
    'with d as (update t set a = 1 returning id) select id from d',
    ...['select * from t for update', 'select * from t for share', 'select * from t for no key update'],
    ...['select pg_sleep(1)', 'select "pg_sleep"(1)', 'select pg_catalog.pg_sleep(1)', 'select PG_SLEEP (1)'],
    ...[
      "select pg_read_file('/etc/passwd')",
      "select * from pg_ls_dir('.')",
      "select lo_import('/etc/passwd')",
    ],
    ...[
      "select * from dblink('x', 'y') as t(a)",
      "select set_config('a', 'b', false)",
      "select nextval('s')",
    ],
    ...[
      "select query_to_xml('delete from t', true, true, '')",
      'select pg_terminate_backend(1)',
      'select my_function(1)',
    ],
    ...[
      'select public.count(1)',
      'select (select pg_sleep(1))',
      'select array[pg_sleep(1)]',
      'select row(pg_sleep(1))',
    ],
    ...['select case when a then pg_sleep(2) else 1 end from t', 'select x from t order by pg_sleep(1)'],
    ...[
      'select x from t window w as (partition by pg_sleep(1))',
      'select count(*) filter (where pg_sleep(1) is null) from t',
    ],
    ...['select a from t tablesample bernoulli(10) repeatable (pg_sleep(1))', 'select 1 limit pg_sleep(1)'],
    ...['select * from pg_authid', 'select * from pg_catalog.pg_shadow', 'select * from "pg_shadow"'],
    ...[
      "select pg_logical_emit_message(true, 'a', 'b')",
      "select currval('s')",
      "select current_setting('a')",
    ],
    'select 1 where (select pg_advisory_lock(1)) is null',
  ],
  mysql: [
    ...[
      'delete from t',
      'replace into t values (1)',
      'set @a = 1',
      'handler t open',
      'load data infile "x" into table t',
    ],
    ...["select 'x' into outfile '/tmp/x'", "select 'x' into dumpfile '/tmp/x'", 'select 1 into @a'],
    ...[
      'select @a := 1',
      'select * from t for update',
      'select * from t lock in share mode',
      'select sleep(1)',
    ],
    ...["select load_file('/etc/passwd')", "select benchmark(1000000, md5('a'))", "select get_lock('a', 1)"],
    ...[
      'select `sleep`(1)',
      'with a as (select sleep(1) x) select * from a',
      '(select 1) union (select sleep(1))',
    ],
    ...[
      'select * from mysql.user',
      'select * from `mysql`.`user`',
      'select sys.eval("x")',
      'show create table mysql.user',
    ],
    ...[
      'select a from t procedure analyse()',
      'select nextval(s)',
      'show grants',
      'show variables',
      'show processlist',
    ],
    ...['show tables; drop table t', 'describe t; drop table t', 'select 1 union select 2 into outfile "x"'],
    ...[
      'kill 1',
      'select 1 /*! , sleep(1) */',
      'explain analyze select 1',
      'select my_function(1)',
      'call p()',
    ],
    ...[
      'select updatexml(1, concat(0x7e, version()), 1)',
      'select a from t where b = sleep(1)',
      'do sleep(1)',
    ],
  ],
};

for (const kind of ['postgresql', 'mysql'] as const) {
  describe(`of ${kind}`, () => {
    for (const sql of ADMITTED[kind]) {
      test(`${sql} is taken`, () => {
        assert.deepEqual(admitSql(kind, sql), { text: sql.trim().replace(/;$/, ''), kind: 'rows' });
      });
    }
    for (const sql of REFUSED[kind]) {
      test(`${sql || 'nothing'} is refused`, () => {
        assert.throws(() => admitSql(kind, sql), { code: 'sql_refused' });
      });
    }
  });
}

test('a plan is asked for in the words of the dialect, and only of a query that is taken', () => {
  const plan = (kind: SqlKind, sql: string) => admitSql(kind, sql);
  assert.deepEqual(plan('postgresql', 'explain select 1'), { text: 'EXPLAIN select 1', kind: 'plan' });
  assert.deepEqual(plan('mysql', 'EXPLAIN with a as (select 1) select * from a').kind, 'plan');
  assert.equal(plan('sqlite', 'explain query plan select 1').text, 'EXPLAIN QUERY PLAN select 1');
  assert.throws(() => plan('postgresql', 'explain select pg_sleep(1)'), { code: 'sql_refused' });
  assert.throws(() => plan('postgresql', 'explain (analyze) delete from t'), { code: 'sql_refused' });
});

test('MySQL tells what there is', () => {
  for (const sql of [
    ...['show tables', 'SHOW FULL TABLES FROM `shop`', 'show databases', 'show columns from shop.orders'],
    ...['show create table orders', 'show index from orders', 'describe `orders`'],
  ])
    assert.equal(admitSql('mysql', sql).kind, 'show');
  assert.throws(() => admitSql('postgresql', 'show tables'), { code: 'sql_refused' });
});

test('a query that cannot be read tells the place', () => {
  assert.throws(() => admitSql('postgresql', 'select a from t where where'), {
    code: 'sql_refused',
    message: /line 1, column \d+/,
  });
});
