import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SqlKind } from './contract.ts';
import { plainSql } from './plain-sql.ts';

const CUT: [kind: SqlKind, sql: string, text: string][] = [
  ['postgresql', 'select 1 -- one\n, 2', 'select 1  \n, 2'],
  ['postgresql', 'select /* a /* nested */ still */ 1;', 'select   1'],
  ['postgresql', "select '--' , '/*', 'it''s' ; -- end", "select '--' , '/*', 'it''s'"],
  ['postgresql', "select a #>> '{b}' from t", "select a #>> '{b}' from t"],
  ['postgresql', `select "a -- b" from t`, `select "a -- b" from t`],
  ['mysql', 'select 1 # one\n+ 1', 'select 1  \n+ 1'],
  ['mysql', 'select 1 -- one', 'select 1'],
  ['mysql', `select 'it\\'s -- no comment', "a\\"b"`, `select 'it\\'s -- no comment', "a\\"b"`],
  ['mysql', 'select `a # b` from t;', 'select `a # b` from t'],
  ['sqlite', 'select 1 /* a /* not nested */ + 1', 'select 1   + 1'],
];
for (const [kind, sql, text] of CUT) {
  test(`${kind} reads ${sql} as ${text}`, () => {
    assert.equal(plainSql(kind, sql).text, text);
  });
}

const REFUSED: [kind: SqlKind, sql: string, why: RegExp][] = [
  ['postgresql', 'select 1; select 2', /one statement/],
  ['postgresql', 'select 1; /* x */ delete from t', /one statement/],
  ['postgresql', "select E'a\\'; delete from t; --'", /prefix/],
  ['postgresql', "select u&'\\0061'", /prefix/],
  ['postgresql', 'select $$a$$', /"\$"/],
  ['postgresql', "select $x$ ' $x$", /"\$"/],
  ['postgresql', "select 'a\\'b'", /backslash/],
  ['postgresql', "select 'a", /quote does not end/],
  ['postgresql', 'select /* a /* b */', /comment does not end/],
  ['mysql', 'select 1 --1', /space after/],
  ['mysql', 'select /*!50000 sleep(1) */ 1', /with a meaning/],
  ['mysql', 'select /*M! sleep(1) */ 1', /with a meaning/],
  ['mysql', 'select /*+ max_execution_time(0) */ 1', /with a meaning/],
  ['sqlite', 'select [a] from t', /quoted with "/],
  ['sqlite', "select 'a\\''", /backslash/],
  ['sqlite', "select '\\' as a", /backslash/],
  ['mysql', 'select 1;;', /one statement/],
  ['mysql', 'select 1\u0000', /control/],
];
for (const [kind, sql, why] of REFUSED) {
  test(`${kind} refuses ${JSON.stringify(sql)}`, () => {
    assert.throws(() => plainSql(kind, sql), { code: 'sql_refused', message: why });
  });
}

test('words, calls and qualifiers are those outside of strings', () => {
  const { words, calls, qualifiers } = plainSql(
    'postgresql',
    `select Sum (x), 'sleep(1)', s."T".c from s."T" -- pg_sleep(1)`,
  );
  assert.deepEqual(words, ['select', 'sum', 'x', 's', 't', 'c', 'from', 's', 't']);
  assert.deepEqual(calls, ['sum']);
  assert.deepEqual(qualifiers, ['s', 't', 's']);
  assert.deepEqual(plainSql('mysql', 'select `sleep`\n(1)').calls, ['sleep']);
  const { calls: qualified } = plainSql(
    'postgresql',
    'select a.b, c, s . f (1), g(2) from s.t join u using (x)',
  );
  assert.deepEqual(qualified, ['s.f', 'g', 'using']);
});
