import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeHtml, decodeText } from './text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

test('decodeText() reads UTF-8, with and without a byte order mark', () => {
  assert.equal(decodeText(Buffer.from('héllo 世界 🎈')), 'héllo 世界 🎈');
  assert.equal(decodeText(Buffer.from('\ufeffmarked')), 'marked');
  assert.equal(decodeText(bytes()), '');
});

test('decodeText() reads UTF-16 in both byte orders by its mark', () => {
  const little = Buffer.from('\ufeff世界 a', 'utf16le');
  assert.equal(decodeText(little), '世界 a');
  assert.equal(decodeText(Buffer.from(little).swap16()), '世界 a');
});

test('decodeText() reads Chinese in GBK and GB 18030', () => {
  // 你好，世界
  assert.equal(decodeText(bytes(0xc4, 0xe3, 0xba, 0xc3, 0xa3, 0xac, 0xca, 0xc0, 0xbd, 0xe7)), '你好，世界');
  // 镕 lies beyond GB 2312, in the middle of common characters
  assert.equal(decodeText(bytes(0xd6, 0xec, 0xe9, 0x46, 0xbb, 0xf9)), '朱镕基');
});

test('decodeText() reads Western text in Windows-1252, and not as Chinese', () => {
  for (const text of [
    'für Müller',
    'Größe und Übermut',
    'garçon déjà vu',
    'mañana',
    'café',
    'Ærø på øen',
    'naïve façade',
  ])
    assert.equal(decodeText(latin1(text)), text);
  assert.equal(decodeText(bytes(0x93, 0x68, 0x69, 0x94, 0x20, 0x97, 0x20, 0x80, 0x35)), '“hi” — €5');
});

test('decodeText() refuses bytes that are no text', () => {
  const noise = [
    bytes(0, 1, 2, 3),
    Buffer.from('text\0text'),
    Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  ];
  for (const given of noise) assert.throws(() => decodeText(given), { code: 'document_not_text' });
});

test('decodeHtml() believes what the page says of its encoding', () => {
  const page = (label: string, text: Uint8Array) =>
    decodeHtml(Buffer.concat([Buffer.from(`<html><head><meta charset="${label}"></head>`), text]));
  assert.match(page('shift_jis', bytes(0x83, 0x65, 0x83, 0x58, 0x83, 0x67)), /テスト$/);
  assert.match(page('windows-1251', bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2)), /Привет$/);
  assert.match(page('klingon', Buffer.from('plain')), /plain$/);
  const old = '<meta http-equiv="Content-Type" content="text/html; charset=big5">';
  assert.match(decodeHtml(Buffer.concat([Buffer.from(old), bytes(0xa4, 0xa4, 0xa4, 0xe5)])), /中文$/);
});

test('decodeHtml() takes UTF-8 for UTF-8 whatever the page says', () => {
  assert.match(decodeHtml(Buffer.from('<meta charset="iso-8859-1">中文')), /中文$/);
});
