import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokensOf } from './tokens.ts';

const words = (text: string) => tokensOf(text).map(({ word }) => word);

/** What a token is, as one expression over the whole text. */
const EXACT =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー々\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+/gv;

test('tokensOf() finds words in ASCII, and where they stand', () => {
  assert.deepEqual(tokensOf('A b2-C_d'), [
    { word: 'a', kind: 'word', start: 0, end: 1 },
    { word: 'b2', kind: 'word', start: 2, end: 4 },
    { word: 'c', kind: 'word', start: 5, end: 6 },
    { word: 'd', kind: 'word', start: 7, end: 8 },
  ]);
  assert.deepEqual(tokensOf(''), []);
  assert.deepEqual(tokensOf(' \n\t.,'), []);
});

test('a word that goes on beyond ASCII is one word', () => {
  assert.deepEqual(words('na naïve Ångström x\u0301y'), ['na', 'naïve', 'ångström', 'x\u0301y']);
  assert.deepEqual(words('it’s “quoted” – so'), ['it', 's', 'quoted', 'so']);
  assert.deepEqual(words('a数据b'), ['a', '数据', 'b']);
});

test('signs of two units are skipped or read whole, and half of one is skipped', () => {
  assert.deepEqual(words('a😀b 𝒳y \ud800c d\udc00'), ['a', 'b', 'xy', 'c', 'd']);
  assert.deepEqual(tokensOf('😀b')[0], { word: 'b', kind: 'word', start: 2, end: 3 });
});

test('tokens stand where one expression over the whole text finds them', () => {
  const parts = [
    'wing',
    'Öl',
    '数据库',
    ' ',
    '-',
    '’',
    '😀',
    '½',
    'é',
    '42',
    'ไทย',
    '\u0301',
    '\ud83d',
    'λόγος',
    '_',
  ];
  let state = 11;
  const text = Array.from({ length: 2_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return parts[(state >>> 8) % parts.length];
  }).join('');
  const places = new Set(tokensOf(text).map(({ start, end }) => `${start} ${end}`));
  const exact = Array.from(
    text.matchAll(EXACT),
    ({ 0: [...units], index }) => `${index} ${index + units.join('').length}`,
  );
  assert.deepEqual([...places], exact);
});
