import { expect, test } from 'vitest';
import type { RunEvent } from '../../lib/api-types.ts';
import { FIRST_CODE, keepDraft, NEW_DRAFT, readDraft } from './code-draft.ts';
import { addInputs, bytesOf, MAX_INPUT_BYTES, MAX_INPUT_FILES } from './input-files.ts';
import { bounded, MAX_SHOWN_CHARS, outputFold } from './output-fold.ts';

const stored = (text: string | null) => ({ getItem: () => text });

test('a draft comes back as it was left; what cannot be read is a first program', () => {
  let kept = '';
  const draft = { language: 'javascript' as const, code: { python: 'a', javascript: 'b' } };
  keepDraft(
    {
      setItem: (_, value) => {
        kept = value;
      },
    },
    draft,
  );
  expect(readDraft(stored(kept))).toEqual(draft);
  for (const odd of [null, '{', '7', '"x"']) expect(readDraft(stored(odd))).toEqual(NEW_DRAFT);
  expect(readDraft(stored('{"language":"cobol","code":{"python":3}}'))).toEqual(NEW_DRAFT);
  expect(readDraft(stored('{"code":{"python":""}}')).code).toEqual({ ...FIRST_CODE, python: '' });
});

test('a storage that is full loses the draft, not the page', () => {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  expect(() => keepDraft({ setItem: full }, NEW_DRAFT)).not.toThrow();
});

const event = (type: string, payload: object = {}, attempt = 1): RunEvent => ({
  sequence: 1,
  at: 0,
  type,
  step: null,
  attempt,
  payload: { ...payload },
});
const wrote = (text: string, stream = 'stdout', attempt = 1) =>
  event('execution.output', { text, stream }, attempt);

test('output is in the order in which it came, and pieces of one stream are joined', () => {
  const fold = outputFold();
  expect(fold.add(event('run.queued')).state).toBe('queued');
  expect(fold.add(event('run.started')).state).toBe('running');
  for (const one of [wrote('a'), wrote('b'), wrote('!', 'stderr')]) fold.add(one);
  const shown = fold.add(event('run.finished'));
  expect(shown).toEqual({
    state: 'over',
    pieces: [
      { stream: 'stdout', text: 'ab' },
      { stream: 'stderr', text: '!' },
    ],
    isCut: false,
  });
});

test('what an attempt wrote that was cut off goes, and so does what comes late of it', () => {
  const fold = outputFold();
  fold.add(wrote('first'));
  fold.add(wrote('second', 'stdout', 2));
  expect(fold.add(wrote('late', 'stdout', 1)).pieces).toEqual([{ stream: 'stdout', text: 'second' }]);
});

test('of long output the end is shown', () => {
  const long = 'x'.repeat(MAX_SHOWN_CHARS);
  const { pieces, isCut } = bounded([
    { stream: 'stdout', text: 'begin' },
    { stream: 'stderr', text: `${long.slice(1)}!` },
    { stream: 'stdout', text: 'end' },
  ]);
  expect(isCut).toBe(true);
  expect(pieces.map(({ text }) => text.length)).toEqual([MAX_SHOWN_CHARS - 3, 3]);
  expect(bounded([{ stream: 'stdout', text: 'a' }])).toEqual({
    pieces: [{ stream: 'stdout', text: 'a' }],
    isCut: false,
  });
});

const file = (name: string, bytes: Uint8Array<ArrayBuffer> | string) => new File([bytes], name);

test('a file is read as base64, also a large one of all bytes; one of the same name takes its place', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n % 256);
  const { files, fault } = await addInputs([], [file('a.bin', bytes), file('b.txt', 'b')]);
  expect(fault).toBeNull();
  expect(bytesOf(files[0]!.contentBase64)).toEqual(bytes);
  const again = await addInputs(files, [file('b.txt', 'new')]);
  expect(again.files.map(({ name, size }) => [name, size])).toEqual([
    ['a.bin', 100_000],
    ['b.txt', 3],
  ]);
});

test('what is too large or too many is told, and what fits stays', async () => {
  const large = { name: 'big.csv', size: MAX_INPUT_BYTES + 1 } as File;
  expect(await addInputs([], [file('a', 'a'), large])).toMatchObject({
    files: [{ name: 'a' }],
    fault: { kind: 'tooLarge', name: 'big.csv' },
  });
  const many = Array.from({ length: MAX_INPUT_FILES + 1 }, (_, n) => file(`${n}`, 'x'));
  const added = await addInputs([], many);
  expect([added.files.length, added.fault?.kind]).toEqual([MAX_INPUT_FILES, 'tooMany']);
});
