import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testRuntime } from '../testing/runtime.ts';
import { MAX_FILE_BYTES } from './contract.ts';
import { createPartialUploads, PART_LIFE_MS, type UploadOwner } from './partial-uploads.ts';

const folder = mkdtempSync(join(tmpdir(), 'agenticgen-uploads-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ADA: UploadOwner = { userId: 'ada', target: 'base:1' };
const PATH = '/api/uploads';
let now = Date.now();
const runtime = { ...testRuntime(), now: () => now };
const uploads = () => createPartialUploads(folder, runtime);

interface Sent {
  id?: string;
  headers?: Record<string, string>;
  body?: string;
  owner?: UploadOwner;
}
async function send(method: string, { id, headers = {}, body, owner = ADA }: Sent = {}) {
  const request = new Request(`http://site.test${PATH}/${id ?? ''}`, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return uploads().handle(request, PATH, id ?? null, owner);
}
const named = (name: string) => ({ 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` });
async function begin(length = 10, name = '船.txt'): Promise<string> {
  const made = await send('POST', { headers: { 'upload-length': String(length), ...named(name) } });
  assert.equal(made.status, 201);
  const location = made.headers.get('location') ?? '';
  assert.ok(location.startsWith(`${PATH}/`), location);
  return location.slice(PATH.length + 1);
}
const patch = (id: string, offset: number, body: string, owner = ADA) =>
  send('PATCH', {
    ...{ id, body, owner },
    headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
  });
const offsetOf = async (id: string) => (await send('HEAD', { id })).headers.get('upload-offset');
async function textOf(id: string) {
  const { name, size, bytes } = await uploads().finished(id, ADA);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes()) chunks.push(chunk);
  return [name, size, Buffer.concat(chunks).toString('utf8')];
}

test('a file comes in parts, over processes that end, and is whole', async () => {
  const id = await begin();
  assert.equal(await offsetOf(id), '0');
  const first = await patch(id, 0, '01234');
  assert.deepEqual([first.status, first.headers.get('upload-offset')], [204, '5']);
  assert.equal(first.headers.get('access-control-allow-origin'), null);
  assert.equal(await offsetOf(id), '5');
  await assert.rejects(uploads().finished(id, ADA), { code: 'upload_unfinished', message: /5 of 10/ });
  await patch(id, 5, '56789');
  assert.deepEqual(await textOf(id), ['船.txt', 10, '0123456789']);
  await uploads().remove(id);
  await uploads().remove(id);
  await assert.rejects(uploads().finished(id, ADA), { code: 'upload_unknown' });
});

test('bytes that do not begin where the others end are refused, and nothing is lost', async () => {
  const id = await begin();
  await patch(id, 0, '01234');
  for (const offset of [0, 3, 6])
    await assert.rejects(patch(id, offset, 'xxx'), { code: 'upload_offset_wrong' });
  assert.equal(await offsetOf(id), '5');
});

test('nobody else sees an upload, continues it or ends it, and the client does not say who it is', async () => {
  const forged = `${named('a.txt')['upload-metadata']},userId ${Buffer.from('eve').toString('base64')}`;
  const made = await send('POST', { headers: { 'upload-length': '4', 'upload-metadata': forged } });
  const id = made.headers.get('location')?.slice(PATH.length + 1) ?? '';
  for (const owner of [
    { ...ADA, userId: 'eve' },
    { ...ADA, target: 'base:2' },
  ]) {
    await assert.rejects(patch(id, 0, 'evil', owner), { code: 'upload_unknown' });
    await assert.rejects(send('HEAD', { id, owner }), { code: 'upload_unknown' });
    await assert.rejects(send('DELETE', { id, owner }), { code: 'upload_unknown' });
    await assert.rejects(uploads().finished(id, owner), { code: 'upload_unknown' });
  }
  assert.equal((await patch(id, 0, 'mine')).status, 204);
});

const INVALID: [what: string, headers: Record<string, string>, code: string][] = [
  [
    'another version',
    { 'tus-resumable': '0.2.0', 'upload-length': '1', ...named('a.txt') },
    'upload_invalid',
  ],
  ['no length', named('a.txt'), 'upload_invalid'],
  ['a length that is none', { 'upload-length': 'long', ...named('a.txt') }, 'upload_invalid'],
  ['a length below nothing', { 'upload-length': '-1', ...named('a.txt') }, 'upload_invalid'],
  ['too much', { 'upload-length': String(MAX_FILE_BYTES + 1), ...named('a.txt') }, 'file_too_large'],
  ['no name', { 'upload-length': '1' }, 'file_name_invalid'],
  ['a path for a name', { 'upload-length': '1', ...named('../a.txt') }, 'file_name_invalid'],
];
for (const [what, headers, code] of INVALID) {
  test(`an upload with ${what} is refused as ${code}`, () =>
    assert.rejects(send('POST', { headers }), { code }));
}

test('more bytes than were announced are refused', async () => {
  const id = await begin(4);
  await assert.rejects(patch(id, 0, '0123456789'), { code: 'file_too_large' });
  await assert.rejects(uploads().finished(id, ADA), { code: 'upload_unfinished' });
});

test('an upload can be given up, and one that nothing was made of goes after a day', async () => {
  const given = await begin();
  assert.equal((await send('DELETE', { id: given })).status, 204);
  await assert.rejects(send('HEAD', { id: given }), { code: 'upload_unknown' });
  const old = await begin(3);
  await patch(old, 0, 'all');
  now += PART_LIFE_MS * 2;
  assert.ok(readdirSync(folder).includes(old));
  const fresh = await begin();
  const left = readdirSync(folder).filter((name) => name === old || name === fresh || name === `${old}.json`);
  assert.deepEqual(left, [fresh]);
});
