import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { cycles } from './cycles.ts';

test('cycles: a ring is found once, with its way', () => {
  const { findings } = cycles(
    projectOf({
      'server/src/chat/a.ts': "import { b } from './b.ts';",
      'server/src/chat/b.ts': "import type { C } from './c.ts';",
      'server/src/chat/c.ts': "export { a } from './a.ts';",
      'server/src/chat/d.ts': "import { a } from './a.ts';",
    }),
  );
  assert.deepEqual(findings, [
    {
      path: 'server/src/chat/a.ts',
      line: 1,
      message:
        'Import cycle: server/src/chat/a.ts -> server/src/chat/b.ts -> server/src/chat/c.ts -> server/src/chat/a.ts',
    },
  ]);
});

test('cycles: two ways to one file are no ring', () => {
  const { findings } = cycles(
    projectOf({
      'server/src/chat/a.ts': "import './b.ts';\nimport './c.ts';",
      'server/src/chat/b.ts': "import './d.ts';",
      'server/src/chat/c.ts': "import './d.ts';",
      'server/src/chat/d.ts': "import { z } from 'zod';",
    }),
  );
  assert.deepEqual(findings, []);
});
