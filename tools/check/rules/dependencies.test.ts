import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { dependencies } from './dependencies.ts';

function messagesFor(packages: unknown, texts: Record<string, string> = {}): string[] {
  const lockfile = JSON.stringify({ packages });
  return dependencies(projectOf({ 'package-lock.json': lockfile, ...texts })).findings.map(
    ({ message }) => message,
  );
}

test('dependencies: free licences and SPDX choices pass', () => {
  assert.deepEqual(
    messagesFor({
      '': { license: 'Apache-2.0' },
      'node_modules/a': { license: 'MIT' },
      'node_modules/b': { license: '(GPL-3.0 OR MIT)' },
      'node_modules/a/node_modules/c': { license: 'MIT AND ISC' },
      'node_modules/server': { resolved: 'server', link: true },
      'node_modules/d': { license: 'GPL-3.0', dev: true },
    }),
    [],
  );
});

test('dependencies: another licence, and none, are found', () => {
  assert.deepEqual(
    messagesFor({
      'node_modules/a': { license: 'AGPL-3.0' },
      'node_modules/@b/c': {},
      'node_modules/d': { license: 'MIT AND GPL-2.0' },
    }),
    [
      'a has licence AGPL-3.0: not in the allow list',
      '@b/c has licence unknown: not in the allow list',
      'd has licence MIT AND GPL-2.0: not in the allow list',
    ],
  );
});

test('dependencies: a licence that the lockfile lacks is read from the package', () => {
  assert.deepEqual(
    messagesFor({ 'node_modules/a': {} }, { 'node_modules/a/package.json': '{"license":{"type":"MIT"}}' }),
    [],
  );
});

test('dependencies: a registry host in the lockfile is found', () => {
  assert.deepEqual(
    messagesFor({ 'node_modules/a': { license: 'MIT', resolved: 'https://registry.example/a.tgz' } }),
    ['node_modules/a names a host: remove its "resolved" field'],
  );
});
