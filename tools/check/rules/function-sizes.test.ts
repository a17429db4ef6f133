import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { functionSizes } from './function-sizes.ts';

const body = (count: number) => '  step();\n'.repeat(count);
const small = 'function f() {\n}\n'.repeat(20);

test('functionSizes: a function over the limit is found, named or not', () => {
  const { findings } = functionSizes(
    projectOf({
      'cli/src/a.ts': `${small}function long() {\n${body(69)}}\nlist.map(() => {\n${body(69)}});\n`,
      'cli/src/b.ts': `function fits() {\n${body(68)}}\n`,
    }),
  );
  assert.deepEqual(findings, [
    { path: 'cli/src/a.ts', line: 41, message: 'Function has 71 lines, limit is 70' },
    { path: 'cli/src/a.ts', line: 112, message: 'Function has 71 lines, limit is 70' },
  ]);
});

test('functionSizes: methods, properties and variables count into the median, callbacks do not', () => {
  const { notes } = functionSizes(
    projectOf({
      'cli/src/a.ts': [
        'class A {\n  m() {\n  }\n}',
        'const o = { f() {\n\n\n} };',
        'const v = () => {\n\n\n\n};',
        'list.map((item) => item);',
      ].join('\n'),
    }),
  );
  assert.deepEqual(notes, ['functions: 3, median 4 lines, p90 5']);
});

test('functionSizes: a factory is not charged for the named functions in it', () => {
  const method = `  open() {\n${body(30)}  },\n`;
  const factory = `function make() {\n  return {\n${method.repeat(4)}  };\n}\n`;
  const { findings } = functionSizes(projectOf({ 'cli/src/a.ts': small + factory }));
  assert.deepEqual(findings, []);
});

test('functionSizes: a function three deep is taken off its holder once', () => {
  const inner = `function c() {\n${body(60)}}\n`;
  const code = `function a() {\n${body(70)}function b() {\n${inner}}\n}\n`;
  const { findings } = functionSizes(projectOf({ 'cli/src/a.ts': small + code }));
  assert.deepEqual(findings, [
    { path: 'cli/src/a.ts', line: 41, message: 'Function has 73 lines, limit is 70' },
  ]);
});

test('functionSizes: median and 90th percentile are bounded', () => {
  const { findings } = functionSizes(projectOf({ 'cli/src/a.ts': `function f() {\n${body(40)}}\n` }));
  assert.deepEqual(
    findings.map(({ message }) => message),
    [
      'Function sizes: median is 42 lines, limit is 12',
      'Function sizes: 90th percentile is 42 lines, limit is 40',
    ],
  );
});

test('functionSizes: tests and React components are left to the size of their file', () => {
  const long = `function f() {\n${body(100)}}\n`;
  assert.deepEqual(
    functionSizes(projectOf({ 'cli/src/a.test.ts': long, 'web/src/ui/a.tsx': long })).findings,
    [],
  );
});
