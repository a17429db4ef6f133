import { expect, test } from 'vitest';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import { authOf, draftOf, settingsOf } from './source-draft.ts';

const SETTINGS: KnowledgeSource['settings'][] = [
  {
    kind: 'web',
    address: 'https://a.test/',
    maxPages: 7,
    exclude: ['/a', '/b$'],
    files: false,
    depth: 0,
    scope: 'site',
  },
  { kind: 'sitemap', address: 'https://a.test/map.xml', maxPages: 9, exclude: [], files: true },
  { kind: 'git', address: 'https://a.test/p.git', ref: 'v2', folder: 'docs', maxFiles: 5 },
  { kind: 'git', address: 'https://a.test/p.git', ref: 'HEAD', folder: '', maxFiles: 5 },
];
for (const settings of SETTINGS) {
  test(`the form gives back what it was given of ${settings.kind}`, () => {
    const source = { settings, everyHours: 6, auth: null } as KnowledgeSource;
    expect(settingsOf(draftOf(source))).toEqual(settings);
    expect(draftOf(source).every).toBe('6');
  });
}

test('how it signs in stays unless it is said, and is said whole', () => {
  const source = { settings: SETTINGS[0], everyHours: null, auth: { kind: 'header', name: 'X-Key' } };
  const draft = draftOf(source as KnowledgeSource);
  expect(authOf(draft)).toEqual({});
  expect(authOf({ ...draft, auth: 'none' })).toEqual({ auth: null });
  const typed = { authName: ' ada ', authSecret: ' s ' };
  expect(authOf({ ...draft, ...typed, auth: 'basic' })).toEqual({
    auth: { kind: 'basic', username: 'ada', password: ' s ' },
  });
  expect(authOf({ ...draft, ...typed, auth: 'header' })).toEqual({
    auth: { kind: 'header', name: 'ada', value: 's' },
  });
  expect(authOf(draftOf(null))).toEqual({ auth: null });
});
