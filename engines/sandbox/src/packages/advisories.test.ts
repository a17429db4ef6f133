import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { loadAdvisories, type Osv } from './advisories.ts';

const folder = mkdtempSync(join(tmpdir(), 'advisories-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function written(value: unknown): string {
  const path = join(folder, `${files++}.json`);
  writeFileSync(path, JSON.stringify(value));
  return path;
}
type Affected = NonNullable<Osv['affected']>[number];
const advisory = (affected: Omit<Affected, 'package'>, more: Partial<Osv> = {}): Osv => ({
  id: 'PYSEC-2020-1',
  aliases: ['CVE-2020-1'],
  summary: 'It is bad',
  affected: [{ package: { ecosystem: 'PyPI', name: 'Demo.Pack' }, ...affected }],
  ...more,
});
const range = (...events: NonNullable<NonNullable<Affected['ranges']>[number]['events']>) => ({
  ranges: [{ type: 'ECOSYSTEM', events }],
});
const affects = async (one: Osv, version: string, name = 'demo-pack') =>
  (await loadAdvisories(written(one))).of(name, version).length > 0;

const CASES: [what: string, affected: Omit<Affected, 'package'>, hit: string[], missed: string[]][] = [
  [
    'from the first to the fixed one',
    range({ introduced: '0' }, { fixed: '1.4.2' }),
    ['0.1', '1.4.1', '1.4.2rc1'],
    ['1.4.2', '1.4.2.post1', '2.0'],
  ],
  ['from one on', range({ introduced: '2.0' }), ['2.0', '2.0.0', '3.1'], ['1.9', '2.0rc1']],
  [
    'up to the last affected one',
    range({ introduced: '1.0' }, { last_affected: '1.5' }),
    ['1.0', '1.5', '1.5.0'],
    ['1.5.1', '0.9'],
  ],
  [
    'in two spans',
    range({ introduced: '1.0' }, { fixed: '1.2' }, { introduced: '2.0' }, { fixed: '2.1' }),
    ['1.1', '2.0.5'],
    ['1.2', '1.9', '2.1'],
  ],
  [
    'with events out of order',
    range({ fixed: '2.1' }, { introduced: '2.0' }, { fixed: '1.2' }, { introduced: '0' }),
    ['0.5', '2.0'],
    ['1.5', '2.2'],
  ],
  ['of listed versions', { versions: ['1.0', '1.1rc1'] }, ['1.0.0', '1.1c1'], ['1.1']],
  ['of no version named', {}, ['1.0', '99'], []],
  [
    'with a beginning that can not be read',
    range({ introduced: 'unknown' }, { fixed: '2.0' }),
    ['1.0'],
    ['2.0'],
  ],
  ['with an end that can not be read', range({ introduced: '0' }, { fixed: 'unknown' }), ['1.0', '9'], []],
  ['in an epoch', range({ introduced: '1!0' }), ['1!2.0'], ['5.0']],
];
for (const [what, affected, hit, missed] of CASES) {
  test(`an advisory ${what} meets ${hit.join(' ')} and not ${missed.join(' ') || 'any other'}`, async () => {
    for (const version of hit) assert.equal(await affects(advisory(affected), version), true, version);
    for (const version of missed) assert.equal(await affects(advisory(affected), version), false, version);
  });
}

test('names are compared as the index does, other packages and ecosystems are not meant', async () => {
  const one = advisory(range({ introduced: '0' }));
  assert.equal(await affects(one, '1', 'Demo_Pack'), true);
  assert.equal(await affects(one, '1', 'demo'), false);
  const npm = advisory({}, { affected: [{ package: { ecosystem: 'npm', name: 'demo-pack' } }] });
  assert.equal(await affects(npm, '1'), false);
});

test('an advisory that was withdrawn does not count', async () => {
  assert.equal(await affects(advisory({}, { withdrawn: '2021-01-01T00:00:00Z' }), '1'), false);
});

test('a version that can not be read counts as affected', async () => {
  assert.equal(await affects(advisory(range({ introduced: '0' }, { fixed: '1' })), 'mystery'), true);
});

test('a folder, a zip, a list, an answer of the API and an address are read alike', async () => {
  const one = advisory(range({ introduced: '0' }));
  const inFolder = mkdtempSync(join(folder, 'many-'));
  writeFileSync(join(inFolder, 'a.json'), JSON.stringify(one));
  writeFileSync(join(inFolder, 'notes.txt'), 'no JSON');
  const zip = zipSync({ 'PYSEC-2020-1.json': strToU8(JSON.stringify(one)), 'README.md': strToU8('x') });
  const zipPath = join(folder, 'all.zip');
  writeFileSync(zipPath, zip);
  const fetch = async () => new Response(zip.slice());
  for (const source of [inFolder, zipPath, written([one]), written({ vulns: [one] })])
    assert.equal((await loadAdvisories(source)).of('demo-pack', '1')[0]?.id, 'PYSEC-2020-1', source);
  const remote = await loadAdvisories('https://osv.example/all.zip', { fetch });
  assert.deepEqual(remote.of('demo-pack', '1'), [
    { id: 'PYSEC-2020-1', aliases: ['CVE-2020-1'], summary: 'It is bad' },
  ]);
});

test('a list that can not be read admits nothing', async () => {
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{');
  for (const source of [broken, written([]), written([{ summary: 'no id' }]), join(folder, 'nowhere')])
    await assert.rejects(loadAdvisories(source), { code: 'sandbox_advisories_unreadable' });
  const fetch = async () => new Response('gone', { status: 404 });
  await assert.rejects(loadAdvisories('https://osv.example/x', { fetch }), /answers 404/);
});
