import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { errorCatalogues } from './error-catalogues.ts';

/** A hole of a template in the code that is checked. */
const HOLE = ['$', '{hour}'].join('');

const entry = (code: string, message = "'Cannot go: it is late'") =>
  `${code}: { status: 400, message: () => ${message} }`;
const catalogue = (...entries: string[]) =>
  `export const errors = defineErrors({\n${entries.join(',\n')}\n});`;

test('errorCatalogues: unique snake_case codes pass and are counted', () => {
  const { findings, notes } = errorCatalogues(
    projectOf({
      'server/src/chat/errors.ts': catalogue(entry('late'), entry('too_late', `\`Cannot go at ${HOLE}\``)),
      'server/src/access/errors.ts': catalogue(entry('not_found')),
    }),
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(notes, ['error codes: 3']);
});

test('errorCatalogues: a code of two slices, in another case or without a catalogue is found', () => {
  const { findings } = errorCatalogues(
    projectOf({
      'server/src/access/errors.ts': catalogue(entry('late')),
      'server/src/chat/errors.ts': catalogue(entry('tooLate'), entry('late')),
      'server/src/models/errors.ts': 'export class ModelError extends Error {}',
    }),
  );
  assert.deepEqual(
    findings.map(({ path, line, message }) => `${path}:${line} ${message}`),
    [
      'server/src/models/errors.ts:1 Exports no catalogue: wanted export const ... = defineErrors({...})',
      'server/src/chat/errors.ts:2 Error code tooLate is not snake_case',
      'server/src/chat/errors.ts:3 Error code late is taken by server/src/access/errors.ts',
    ],
  );
});

test('errorCatalogues: a message without a capital or with a final stop is found', () => {
  const { findings } = errorCatalogues(
    projectOf({
      'server/src/chat/errors.ts': catalogue(
        entry('a', "'no capital'"),
        entry('b', `\`Ends with ${HOLE}.\``),
      ),
    }),
  );
  assert.deepEqual(
    findings.map(({ line }) => line),
    [2, 3],
  );
});
