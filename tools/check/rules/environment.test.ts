import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { environment } from './environment.ts';

test('environment: reads outside main, config, tools and tests are found', () => {
  const { findings } = environment(
    projectOf({
      'server/src/chat/chat.ts': 'const a = 1;\nconst b = process.env.PORT;\nconst { HOME } = process.env;',
      'engines/cache/src/index.ts': "import { env } from 'node:process';",
    }),
  );
  assert.deepEqual(
    findings.map(({ path, line }) => `${path}:${line}`),
    ['server/src/chat/chat.ts:2', 'server/src/chat/chat.ts:3', 'engines/cache/src/index.ts:1'],
  );
});

test('environment: its readers, tests and texts about it are fine', () => {
  const { findings } = environment(
    projectOf({
      'server/src/main.ts': 'start(process.env);',
      'server/src/config.ts': 'parse(process.env);',
      'tools/start/a.mjs': 'process.env.SETUP;',
      'server/src/chat/chat.test.ts': 'spawn({ env: process.env });',
      'server/src/chat/chat.ts': "// process.env\nconst text = 'process.env';",
    }),
  );
  assert.deepEqual(findings, []);
});
