import { expect, test } from 'vitest';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import { draftOf, settingsOf } from './source-draft.ts';

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
    const source = { settings, everyHours: 6 } as KnowledgeSource;
    expect(settingsOf(draftOf(source))).toEqual(settings);
    expect(draftOf(source).every).toBe('6');
  });
}
