import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../lib/limits.ts';
import type { FrameKind } from './frames.ts';
import { collectResult } from './result.ts';

const LIMITS = { ...DEFAULT_LIMITS, outputBytes: 8, files: 2, totalFileBytes: 100 };
const PNG = '\x89PNG\r\n\x1a\n';
const REPORT = { exitCode: 0, durationMs: 1, cpuMs: 1, truncated: { stdout: false, stderr: false } };

function collect(...frames: [FrameKind, Buffer | string][]) {
  const heard: string[] = [];
  const collector = collectResult(LIMITS, (stream, text) => heard.push(`${stream}:${text}`));
  for (const [kind, payload] of frames) collector.accept({ kind, payload: Buffer.from(payload) });
  return { collector, heard, execution: () => collector.execution(collector.report() ?? REPORT) };
}
const file = (name: string, content: string) =>
  Buffer.concat([
    Buffer.from([0, Buffer.byteLength(name)]),
    Buffer.from(name),
    Buffer.from(content, 'latin1'),
  ]);

test('a character that is cut in two arrives whole', () => {
  const bytes = Buffer.from('世');
  const { heard, execution } = collect(['stdout', bytes.subarray(0, 1)], ['stdout', bytes.subarray(1)]);
  assert.equal(execution().stdout, '世');
  assert.deepEqual(heard, ['stdout:世']);
});

test('bytes that are no text become replacement characters', () => {
  assert.equal(collect(['stderr', Buffer.from([0xff, 0x41])]).execution().stderr, '\ufffdA');
});

test('files with dangerous or doubled names and figures that are no PNG are dropped', () => {
  const { execution } = collect(['file', file('../x', 'a')], ['figure', file('f.png', 'GIF89a')]);
  assert.deepEqual([execution().files, execution().figures], [[], []]);
  const twice = collect(['file', file('x', 'a')], ['file', file('x', 'b')]).execution();
  assert.deepEqual(twice.files, [{ name: 'x', bytes: Uint8Array.from([97]) }]);
  assert.equal(collect(['figure', file('f.png', PNG)]).execution().figures.length, 1);
});

const VIOLATIONS: [what: string, frames: [FrameKind, Buffer | string][]][] = [
  ['more output than allowed', [['stdout', 'x'.repeat(9)]]],
  [
    'more files than allowed',
    [
      ['file', file('a', '')],
      ['file', file('b', '')],
      ['file', file('c', '')],
    ],
  ],
  ['more bytes than allowed', [['file', file('a', 'x'.repeat(101))]]],
  [
    'a frame after the last',
    [
      ['done', '{}'],
      ['stdout', 'x'],
    ],
  ],
  ['a report that is no JSON', [['done', '{']]],
];
for (const [what, frames] of VIOLATIONS) {
  test(`${what} is a violation`, () => {
    assert.throws(() => collect(...frames), { code: 'sandbox_protocol_violated' });
  });
}

test('a report is taken apart and nothing odd in it gets through', () => {
  const odd = {
    exitCode: 'x',
    durationMs: -5,
    cpuMs: null,
    killedBy: 'aliens',
    truncated: { stdout: 1 },
    stdout: 'forged',
  };
  const report = collect(['done', JSON.stringify(odd)]).collector.report();
  assert.deepEqual(report, {
    exitCode: null,
    durationMs: 0,
    cpuMs: 0,
    truncated: { stdout: false, stderr: false },
  });
});

test('what the guards refused is taken over where it makes sense, and nothing else', () => {
  const report = (refused: unknown) => JSON.stringify({ ...REPORT, refused });
  const good = ['files', 'open', 3];
  const { execution } = collect([
    'done',
    report([
      good,
      ['magic', 'open', 1],
      ['files', 'a b', 1],
      ['files', 'open', 1.5],
      'open',
      ['files', 'x', -4],
    ]),
  ]);
  assert.deepEqual(execution().refused, [
    { rule: 'files', event: 'open', count: 3 },
    { rule: 'files', event: 'x', count: 1 },
  ]);
  assert.equal(collect(['done', report([])]).execution().refused, undefined);
  assert.equal(collect(['done', report('all')]).execution().refused, undefined);
  assert.equal(collect(['done', report(Array(80).fill(good))]).execution().refused?.length, 64);
});

test('what is said of left out files is checked like all else', () => {
  const said = (leftOut: unknown) => {
    const collector = collectResult(DEFAULT_LIMITS, undefined);
    const report = JSON.stringify({ exitCode: 0, leftOut });
    collector.accept({ kind: 'done', payload: Buffer.from(report) });
    return collector.report()?.leftOut;
  };
  assert.deepEqual(said({ count: 2, limits: ['files', 'nonsense'] }), { count: 2, limits: ['files'] });
  for (const none of [undefined, null, 'x', { count: 0, limits: [] }, { count: 'many' }, { count: -1 }])
    assert.equal(said(none), undefined);
});
