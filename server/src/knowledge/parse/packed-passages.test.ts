import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SplitPassage } from '../split.ts';
import { packPassages, unpackPassages } from './packed-passages.ts';

const PASSAGES: SplitPassage[] = [
  { text: 'First', heading: 'Part › One', page: null, start: 0, end: 5 },
  { text: '第二 😀 \ud800', heading: null, page: 3, start: 7, end: 14 },
  { text: '', heading: '', page: 1, start: 14, end: 14 },
  { text: 'Third\0', heading: 'Part › One', page: 1, start: 19_999_990, end: 19_999_996 },
];

test('passages come out as they went in, across threads as well', () => {
  assert.deepEqual(unpackPassages(structuredClone(packPassages(PASSAGES))), PASSAGES);
  assert.deepEqual(unpackPassages(packPassages([])), []);
});

test('a heading of many passages is sent once', () => {
  assert.deepEqual(packPassages(PASSAGES).headings, ['Part › One', '']);
});
