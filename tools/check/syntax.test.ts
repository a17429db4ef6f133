import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineAt, projectOf, sourceFile } from './project.ts';
import { dottedName, importsOf, nodesOf, parse } from './syntax.ts';

test('importsOf() knows every form of an import, its line and whether it is types alone', () => {
  const text = [
    "import type { A } from './a.ts';",
    "import { type B, type C } from './b.ts';",
    "import { type D, e } from './d.ts';",
    "import './side.ts';",
    "export { f } from './f.ts';",
    "export type { G } from './g.ts';",
    "const h = await import('./h.ts');",
    "type I = import('./i.ts').I;",
  ].join('\n');
  assert.deepEqual(
    importsOf(parse('x.ts', text), text).map(({ specifier, typeOnly, line }) => [specifier, typeOnly, line]),
    [
      ['./a.ts', true, 1],
      ['./b.ts', true, 2],
      ['./d.ts', false, 3],
      ['./side.ts', false, 4],
      ['./f.ts', false, 5],
      ['./g.ts', true, 6],
      ['./h.ts', false, 7],
      ['./i.ts', true, 8],
    ],
  );
});

test('offsets are right behind text outside of ASCII', () => {
  const text = "const a = '知识库😀';\nthrow a;";
  const [node] = nodesOf(parse('x.ts', text), 'ThrowStatement');
  assert.equal(text.slice(node!.start, node!.end), 'throw a;');
  assert.equal(lineAt(text, node!.start), 2);
});

test('dottedName() reads plain members only', () => {
  const names = ['a.b.c;', 'a[0];', 'f().b;'].map((code) => {
    const [statement] = parse('x.ts', code).body as { expression: unknown }[];
    return dottedName(statement!.expression);
  });
  assert.deepEqual(names, ['a.b.c', undefined, undefined]);
});

test('a file that does not parse is named', () => {
  assert.throws(() => parse('cli/src/a.ts', 'const = 1'), {
    code: 'source_unreadable',
    message: /^Cannot check cli\/src\/a\.ts: /,
  });
});

test('sourceFile() counts lines and tells tests from source', () => {
  assert.equal(sourceFile('a.ts', 'x;\ny;\n').lines, 2);
  assert.equal(sourceFile('a.ts', 'x;\ny;').lines, 2);
  const project = projectOf({
    'a.test.ts': '',
    'a.e2e.test.ts': '',
    'testing.ts': '',
    'tests.ts': '',
    'a.json': '',
  });
  assert.deepEqual(
    project.files.map(({ isTest }) => isTest),
    [true, true, true, false],
  );
});
