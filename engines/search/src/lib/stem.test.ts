import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from './language.ts';
import { fold, stem } from './stem.ts';

const FORMS: [Language, string[]][] = [
  ['english', ['separate', 'separates', 'separated', 'separating', 'separation']],
  ['german', ['haus', 'hauses', 'häuser', 'häusern']],
  ['french', ['général', 'générale', 'générales']],
  ['spanish', ['gato', 'gatos', 'gata', 'gatas']],
  ['italian', ['bella', 'belle', 'belli', 'bello']],
  ['portuguese', ['menino', 'meninos', 'menina', 'meninas']],
  ['dutch', ['boek', 'boeken']],
  ['swedish', ['flicka', 'flickor']],
  ['finnish', ['talo', 'talon', 'taloa']],
  ['russian', ['книга', 'книги', 'книгу', 'книгой']],
];
for (const [language, forms] of FORMS)
  test(`forms of a word in ${language} share a stem`, () => {
    assert.equal(new Set(forms.map((form) => stem(form, language))).size, 1, forms.join());
  });

test('numbers, names with digits and very long words stay as they are', () => {
  for (const word of ['1962', 'r2d2s', 'b52s']) assert.equal(stem(word, 'english'), word);
  const long = `${'a'.repeat(80)}ings`;
  assert.equal(stem(long, 'english'), long);
});

test('fold() takes diacritics away and knows both forms of sigma', () => {
  assert.equal(fold('résumé'), 'resume');
  assert.equal(fold('λόγος'), 'λογοσ');
  assert.equal(fold('한국'), '한국');
});
