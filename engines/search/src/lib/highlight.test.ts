import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highlight } from './highlight.ts';
import { queryTerms } from './terms.ts';

const marked = (text: string, query: string) =>
  highlight(text, queryTerms(query), ['english']).map(({ start, end }) => text.slice(start, end));

test('highlight() gives the very places in the source, whatever the form of the word', () => {
  assert.deepEqual(marked('Wings lift. The WING’s lifting; Résumé', 'wing lifts resume'), [
    'Wings',
    'lift',
    'WING',
    'lifting',
    'Résumé',
  ]);
});

test('offsets hold behind signs of two units and of other width', () => {
  assert.deepEqual(marked('🎈🎈 Ｗｉｎｇ 🎈 wing', 'wing'), ['Ｗｉｎｇ', 'wing']);
});

test('in unspaced scripts the words inside a run are marked, joined where they touch', () => {
  assert.deepEqual(marked('今天北京的天气很好', '北京天气'), ['北京', '天气']);
  assert.deepEqual(marked('向量数据库支持检索', '数据库'), ['数据库']);
});

test('nothing is marked for nothing', () => {
  assert.deepEqual(marked('wing', ''), []);
  assert.deepEqual(marked('', 'wing'), []);
});
