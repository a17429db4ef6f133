import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { directions, unplacedSlices } from './directions.ts';

function messagesOf(path: string, code: string): string[] {
  return directions(projectOf({ [path]: code })).findings.map(({ message }) => message);
}

const allowed: [string, string][] = [
  ['server/src/main.ts', "import { app } from './app.ts';"],
  ['server/src/app.ts', "import { audit } from './audit/index.ts';"],
  ['server/src/chat/chat.ts', "import { agents } from '../agents/index.ts';"],
  ['server/src/agents/loop.ts', "import { models } from '../models/index.ts';"],
  ['server/src/files/files.ts', "import { grant } from '../access/index.ts';"],
  ['server/src/audit/audit.ts', "import { grant } from '../access/index.ts';"],
  ['server/src/access/access.ts', "import { cache } from '@agenticgen/cache';"],
  ['server/src/chat/contract.ts', "import { z } from 'zod';\nimport { id } from '../http/contract.ts';"],
  ['web/src/lib/api.ts', "import type { routes } from '../../../server/src/chat/contract.ts';"],
  ['web/src/features/chat/page.tsx', "import { Button } from '../../ui/button.tsx';"],
  ['cli/src/start.ts', "import { start } from '@agenticgen/server';"],
  ['server/src/identity/users.test.ts', "import { app } from '../app.ts';"],
];

for (const [path, code] of allowed) {
  test(`directions: ${path} may ${code.split('\n').at(-1)}`, () => {
    assert.deepEqual(messagesOf(path, code), []);
  });
}

const refused: [string, string][] = [
  ['server/src/app.ts', "import { main } from './main.ts';"],
  ['server/src/chat/chat.ts', "import { config } from '../config.ts';"],
  ['server/src/identity/users.ts', "import { grant } from '../access/index.ts';"],
  ['server/src/models/calls.ts', "import { tools } from '../tools/index.ts';"],
  ['server/src/agents/loop.ts', "import { chat } from '../chat/index.ts';"],
  ['server/src/chat/chat.ts', "import { audit } from '../audit/index.ts';"],
  ['server/src/http/edge.ts', "import { users } from '../identity/index.ts';"],
  ['server/src/chat/contract.ts', "import { sql } from 'kysely';"],
  ['engines/cache/src/index.ts', "import { metrics } from '@agenticgen/metrics';"],
  ['engines/cache/src/index.ts', "import { db } from '../../../server/src/db/index.ts';"],
  ['web/src/lib/api.ts', "import { routes } from '../../../server/src/chat/contract.ts';"],
  ['web/src/features/chat/page.tsx', "import { Runs } from '../runs/page.tsx';"],
  ['web/src/ui/button.tsx', "import { chat } from '../features/chat/page.tsx';"],
  ['cli/src/ask.ts', "import { chat } from '../../server/src/chat/index.ts';"],
  ['server/src/chat/chat.ts', "import { waitFor } from '../../../tools/test-servers/index.ts';"],
];

for (const [path, code] of refused) {
  test(`directions: ${path} may not ${code}`, () => {
    assert.equal(messagesOf(path, code).length, 1);
  });
}

test('a slice without a place in the order is found once', () => {
  const project = projectOf({
    'server/src/teleport/a.ts': '',
    'server/src/teleport/b.ts': '',
    'server/src/chat/chat.ts': '',
  });
  assert.deepEqual(
    unplacedSlices(project).findings.map(({ path }) => path),
    ['server/src/teleport/a.ts'],
  );
});
