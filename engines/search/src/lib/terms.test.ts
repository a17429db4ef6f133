import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_QUERY_TERMS } from './limits.ts';
import { indexTerms, phraseParts, queryTerms, unfinishedWord } from './terms.ts';

const asked = (text: string) => queryTerms(text).map(({ forms }) => forms.join('|'));

test('indexTerms() stems the words of a text and leaves names and numbers alone', () => {
  const { terms, length, language } = indexTerms('The Ｗings of r2d2 are lifting 42, Öl');
  assert.deepEqual(terms, ['the', 'wing', 'of', 'r2d2', 'ar', 'lift', '42', 'ol']);
  assert.equal(language, 'english');
  assert.equal(length, 5);
});

test('indexTerms() puts the heading before the text, twice', () => {
  assert.deepEqual(indexTerms('lift', 'swept wing').terms, ['swept', 'wing', 'swept', 'wing', 'lift']);
});

test('indexTerms() cuts an unspaced run into characters, pairs and long words', () => {
  const { terms } = indexTerms('v2数据库好');
  for (const term of ['v2', '数', '据', '库', '好', '数据', '据库', '库好'])
    assert.ok(terms.includes(term), term);
});

test('every term of a query is in the index of a text that holds it, in any script', () => {
  const texts = [
    '我们讨论人工智能的未来',
    'Die Flügel der großen Flugzeuge werden nicht für den Auftrieb gebaut',
    'Les ailes des avions et la portance dans un écoulement sont étudiées',
    'Крылья самолётов и их подъёмная сила не были измерены',
    'οι λόγος και λόγου',
    'ประเทศไทยสวยงาม',
    'السلام عليكم',
    '안녕하세요 세계',
    '½ ﬁsh Ⅻ ǆ',
  ];
  for (const text of texts) {
    const { terms, language } = indexTerms(text);
    const index = new Set(terms);
    for (const { forms } of queryTerms(text, [language]))
      assert.ok(
        forms.some((form) => index.has(form)),
        `${forms} of ${text}`,
      );
    for (const term of terms) assert.match(term, /^[\p{L}\p{N}\p{M}]+$/u);
  }
});

test('a query has the forms of every language of the collection', () => {
  assert.deepEqual(queryTerms('Häuser', ['english', 'german']), [{ forms: ['hauser', 'haus'] }]);
});

test('queryTerms() drops stop words unless there is nothing else', () => {
  assert.deepEqual(asked('What is the lift of a wing'), ['lift', 'wing']);
  assert.deepEqual(asked('to be or not to be'), ['to', 'be', 'or', 'not']);
  assert.deepEqual(asked('the 猫'), ['猫']);
});

test('queryTerms() lets nothing but letters, marks and digits through', () => {
  assert.deepEqual(asked('"wing" AND (lift*) \0 NEAR/2 🎈'), ['wing', 'lift', 'near', '2']);
  assert.deepEqual(asked('🎈 -- "\''), []);
});

test('queryTerms() is bounded and says each term once', () => {
  assert.deepEqual(asked('wing wings WING'), ['wing']);
  const many = Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ');
  assert.equal(asked(many).length, MAX_QUERY_TERMS);
});

test('the parts of a phrase stand side by side in the index', () => {
  const { terms } = indexTerms('the swept wings of 数据库v2 aircraft');
  const line = ` ${terms.join(' ')} `;
  for (const phrase of ['swept wing', 'of 数据', 'v2 aircraft', '数据库v2'])
    for (const part of phraseParts(phrase, 'english'))
      assert.ok(line.includes(` ${part.join(' ')} `), phrase);
  assert.deepEqual(phraseParts('"!"', 'english'), []);
});

test('the unfinished word is the last one, if the text ends in it', () => {
  assert.equal(unfinishedWord('swept Wi'), 'wi');
  assert.equal(unfinishedWord('swept wing '), undefined);
  assert.equal(unfinishedWord('数据'), undefined);
});
