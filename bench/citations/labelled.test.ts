import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asProse, cranfieldSet, KINDS, writtenSet } from './labelled.ts';

const abstracts = [
  {
    id: '1',
    title: 'flow past a plate .',
    text: 'flow past a plate .\n the flow past a plate was investigated at mach number 5 and the drag is small for long plates , as blasius has shown .',
  },
  {
    id: '2',
    title: 'heat .',
    text: 'heat .\n heat of the plate and the flow of air is a problem of its own .',
  },
  { id: '3', title: 'shells .', text: 'shells buckle under load .' },
];

test('asProse() gives sentences and names their capitals back', () => {
  assert.equal(asProse('the plate .  blasius , who\nsaid so .'), 'The plate. Blasius, who said so.');
});

test('of an abstract with all of them there is one sentence of each kind', () => {
  const set = cranfieldSet(abstracts);
  assert.deepEqual(
    set.map(({ kind }) => kind),
    ['supported', 'number', 'negation', 'name', 'words'],
  );
  const claim = (kind: string) => set.find((one) => one.kind === kind)?.claim ?? '';
  assert.match(claim('supported'), /plate was examined at Mach number 5/);
  assert.match(claim('number'), /number 11/);
  assert.match(claim('negation'), /was not examined/);
  assert.match(claim('name'), /as Prandtl has demonstrated/);
});

test('a change that shortening would cut off keeps its sentence whole', () => {
  const set = cranfieldSet(abstracts);
  assert.match(set.find(({ kind }) => kind === 'supported')?.claim ?? '', /for long plates\.$/);
  assert.equal(new Set(set.filter(({ kind }) => kind !== 'words').map(({ claim }) => claim)).size, 4);
});

test('a sentence that is cited wrongly stands beside the passage that is most like its own', () => {
  const wrong = cranfieldSet(abstracts).find(({ kind }) => kind === 'words');
  assert.match(wrong?.passage ?? '', /problem of its own/);
  assert.match(wrong?.claim ?? '', /long plates/);
});

test('what is written by hand has every kind, in both languages', () => {
  const set = writtenSet();
  for (const kind of KINDS) assert.ok(set.filter((one) => one.kind === kind).length >= 5, kind);
  assert.ok(set.filter(({ claim }) => /\p{Script=Han}/u.test(claim)).length >= 20);
});
