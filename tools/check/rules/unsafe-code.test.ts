import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { unsafeCode } from './unsafe-code.ts';

test('unsafeCode: any, eval, Function and module mocks are found', () => {
  const { findings } = unsafeCode(
    projectOf({
      'cli/src/a.ts': 'const a: any = 1;\neval("1");\nnew Function("x");\nglobalThis.eval("2");',
      'cli/src/a.test.ts': "t.mock.module('fs');\nvi.mock('./b.ts');",
    }),
  );
  assert.deepEqual(
    findings.map(({ path, line, message }) => `${path}:${line} ${message}`),
    [
      'cli/src/a.ts:1 Uses any: name the type, or unknown',
      'cli/src/a.ts:2 Evaluates text: eval()',
      'cli/src/a.ts:3 Evaluates text: Function()',
      'cli/src/a.ts:4 Evaluates text: globalThis.eval()',
      'cli/src/a.test.ts:1 Mocks a module: mock.module(), pass the part in instead',
      'cli/src/a.test.ts:2 Mocks a module: vi.mock(), pass the part in instead',
    ],
  );
});

test('unsafeCode: function mocks and the words in texts are fine', () => {
  const code = "t.mock.fn();\nconst any = 'any';\nredis.eval('script');\n// eval(x)";
  assert.deepEqual(unsafeCode(projectOf({ 'cli/src/a.test.ts': code })).findings, []);
});
