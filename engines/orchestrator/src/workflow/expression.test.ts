import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../lib/errors.ts';
import { compileExpression, evaluateCondition, type Scope } from './expression.ts';
import { MAX_EXPRESSION_LENGTH } from './limits.ts';

const scope: Scope = {
  input: { n: 3, half: 0.5, list: [1, 2, 3], text: 'tea', nothing: null },
  nodes: { find: { passages: [{ text: 'a' }, { text: 'b' }] } },
  errors: {},
  index: 2,
};
const evaluate = (source: string) => compileExpression(source).evaluate(scope);

test('numbers of JSON and of expressions calculate together, and the result is JSON', () => {
  const expected: [string, unknown][] = [
    ['input.n + 1', 4],
    ['input.half * 4', 2],
    ['7 - input.n', 4],
    ['input.n % 2 == 1', true],
    ['input.n / 2', 1.5],
    ['index + 1', 3],
    ['1 + 1', 2],
    ['input.list.map(x, x * 2)', [2, 4, 6]],
    ['{"a": input.n, "b": [1, "x"]}', { a: 3, b: [1, 'x'] }],
    ['size(nodes.find.passages)', 2],
    ['nodes.find.passages.map(p, p.text).join(", ")', 'a, b'],
    ['input.nothing == null', true],
    ['has(input.missing) ? 1 : 0', 0],
    ['input.?missing.orValue("none")', 'none'],
  ];
  for (const [source, value] of expected) assert.deepEqual(evaluate(source), value, source);
});

test('an expression tells which paths it reads, without those of its own variables', () => {
  const paths = (source: string) => compileExpression(source).references.map((path) => path.join('.'));
  assert.deepEqual(paths('nodes.a.b + nodes["c"].d'), ['nodes.a.b', 'nodes.c.d']);
  assert.deepEqual(paths('input.list.filter(x, x.size > input.n)'), ['input.list', 'input.n']);
  assert.deepEqual(paths('nodes.a[input.n]'), ['nodes.a', 'input.n']);
  assert.deepEqual(compileExpression('nodes.a.b').path, ['nodes', 'a', 'b']);
  assert.equal(compileExpression('nodes.a.b + 1').path, null);
});

test('the type is told where it is known before anything runs', () => {
  const types = ['1 < 2', '"a" + "b"', '1 + 2', '[1]', '{"a": 1}', 'input.n'].map(
    (source) => compileExpression(source).type,
  );
  assert.deepEqual(types, ['boolean', 'string', 'integer', 'array', 'object', null]);
});

test('what cannot be read is refused with a reason', () => {
  const refused: [string, RegExp][] = [
    ['1 +', /Unexpected token/],
    ['process.exit()', /Unknown variable/],
    ['input.text.matches("^(a+)+$")', /matches is not available/],
    ['input.list.map(x, input.list.map(y, x + y))', /inside of another list macro/],
    ['x'.repeat(MAX_EXPRESSION_LENGTH + 1), /limit is 2000/],
    ['true && "a"', /./],
  ];
  for (const [source, message] of refused) {
    assert.throws(() => compileExpression(source), { code: 'expression_invalid', message }, source);
  }
});

test('what cannot be evaluated fails with a code, and nothing of the process can be reached', () => {
  for (const source of [
    'input.missing',
    'input.text + 1',
    'input.constructor',
    'nodes.find.__proto__',
    '1 / 0',
  ]) {
    assert.throws(() => evaluate(source), { code: 'expression_failed' }, source);
  }
});

test('a condition is true or false and nothing like it', () => {
  assert.equal(evaluateCondition('input.n > 2', scope), true);
  assert.throws(() => evaluateCondition('input.text', scope), /gives a string, true or false is needed/);
  assert.throws(() => evaluateCondition('input.nothing', scope), /gives nothing/);
});

test('every refusal is of the catalogue, and names the expression once', () => {
  const ran = (source: string, code: string, message: RegExp) =>
    assert.throws(
      () => evaluate(source),
      (error: unknown) => {
        assert.ok(error instanceof OrchestratorError && error.code === code, source);
        assert.match(error.message, message);
        assert.equal(error.message.split('Cannot ').length, 2, error.message);
        return true;
      },
    );
  ran(
    'input.text.matches("a")',
    'expression_invalid',
    /^Cannot read expression .*: matches is not available/,
  );
  ran('[1].map(x, [2].map(y, y))', 'expression_invalid', /^Cannot read expression .*another list macro/);
  ran(
    '9007199254740993',
    'expression_failed',
    /^Cannot evaluate .*: 9007199254740993 is too large for a JSON/,
  );
  ran('[1.0 / 0.0]', 'expression_failed', /^Cannot evaluate .*: Infinity is no JSON number$/);
  ran('{"a": duration("1s")}', 'expression_failed', /^Cannot evaluate .*: the result is no JSON$/);
});
