import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { doors } from './doors.ts';

test('doors: index.ts, contracts and packages are open', () => {
  const { findings } = doors(
    projectOf({
      'server/src/chat/index.ts': "export { chat } from './chat.ts';",
      'server/src/chat/chat.ts':
        "import { grant } from '../access/index.ts';\nimport { x } from '@agenticgen/cache';",
      'server/src/chat/contract.ts': "import { id } from '../http/contract.ts';",
      'server/src/chat/openai-contract.ts': "import { id } from '../http/contract.ts';",
      'web/src/lib/api.ts': "import type { chat } from '../../../server/src/chat/contract.ts';",
      'engines/cache/src/lib/disk.ts': "import { key } from './key.ts';",
      'server/src/chat/chat.test.ts': "import { cacheSuite } from '@agenticgen/cache/testing';",
    }),
  );
  assert.deepEqual(findings, []);
});

test('doors: reaching into a slice or an engine is found', () => {
  const { findings } = doors(
    projectOf({
      'server/src/chat/chat.ts': [
        "import { findUser } from '../identity/queries.ts';",
        "import { disk } from '../../../engines/cache/src/index.ts';",
        "const lazy = await import('../access/roles.ts');",
        "import { cacheSuite } from '@agenticgen/cache/testing';",
        "import { id } from '../http/contract.ts';",
      ].join('\n'),
    }),
  );
  assert.deepEqual(
    findings.map(({ line }) => line),
    [1, 2, 3, 4, 5],
  );
  assert.equal(
    findings[0]!.message,
    'Reaches past the door of slice identity: imports ../identity/queries.ts, wanted server/src/identity/index.ts',
  );
});

test('doors: export * is found, a named namespace is not', () => {
  const { findings } = doors(
    projectOf({ 'server/src/chat/index.ts': "export * as api from './a.ts';\nexport * from './b.ts';" }),
  );
  assert.deepEqual(findings, [
    { path: 'server/src/chat/index.ts', line: 2, message: 'Exports *: name what the door offers' },
  ]);
});
