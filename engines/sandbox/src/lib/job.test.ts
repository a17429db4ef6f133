import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GUARDS, type Job } from './execution.ts';
import { prepareJob } from './job.ts';
import { MAX_CODE_BYTES } from './limits.ts';

const file = (name: string, size = 1) => ({ name, bytes: new Uint8Array(size) });
const job = (more: object): Job => ({ language: 'python', code: '', ...more });

test('prepareJob() fills in limits over the defaults of the sandbox', () => {
  const prepared = prepareJob(job({ limits: { files: 3 } }), { wallMs: 10, files: 9 });
  assert.equal(prepared.limits.wallMs, 10);
  assert.equal(prepared.limits.files, 3);
  assert.deepEqual(prepared.files, []);
  assert.deepEqual(prepared.guards, GUARDS);
  assert.deepEqual(prepareJob(job({ guards: [] }), undefined).guards, []);
});

const REFUSED: [what: string, code: string, more: object][] = [
  ['an unknown language', 'sandbox_language_unknown', { language: 'perl' }],
  ['code beyond its limit', 'sandbox_code_too_long', { code: 'x'.repeat(MAX_CODE_BYTES + 1) }],
  ['a name that climbs', 'sandbox_file_name_invalid', { files: [file('../x')] }],
  ['a name that comes twice', 'sandbox_file_name_invalid', { files: [file('x'), file('x')] }],
  ['a file that is a folder too', 'sandbox_file_name_invalid', { files: [file('a/b'), file('a')] }],
  ['too many files', 'sandbox_files_too_large', { files: [file('a'), file('b')], limits: { files: 1 } }],
  ['too many bytes', 'sandbox_files_too_large', { files: [file('a', 11)], limits: { totalFileBytes: 10 } }],
  ['a guard that is none', 'sandbox_guard_unknown', { guards: ['walls'] }],
  ['a senseless limit', 'sandbox_limit_invalid', { limits: { wallMs: -1 } }],
];
for (const [what, code, more] of REFUSED) {
  test(`prepareJob() refuses ${what}`, () => {
    assert.throws(() => prepareJob(job(more), undefined), { code });
  });
}
