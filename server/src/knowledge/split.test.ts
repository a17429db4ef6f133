import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section } from './parse/parsed.ts';
import { MAX_OVERLAP_TOKENS, MAX_PASSAGE_TOKENS, type SplitPassage, splitSections } from './split.ts';
import { countTokens } from './token-count.ts';

const section = (text: string, heading: string | null = null, page: number | null = null): Section => ({
  text,
  heading,
  page,
});
/** What the viewer shows and what offsets count in. */
const wholeOf = (sections: readonly Section[]) => sections.map(({ text }) => text).join('\n\n');

function assertExact(sections: readonly Section[]): SplitPassage[] {
  const passages = splitSections(sections);
  const whole = wholeOf(sections);
  for (const { text, start, end } of passages) {
    assert.equal(whole.slice(start, end), text);
    assert.ok(text.isWellFormed(), `${start}`);
    assert.ok(countTokens(text) <= MAX_PASSAGE_TOKENS, `${start}: ${countTokens(text)}`);
    assert.equal(text, text.trim());
  }
  return passages;
}

/** Every character that is not space lies in some passage. */
function assertCovered(sections: readonly Section[], passages: readonly SplitPassage[]): void {
  const whole = wholeOf(sections);
  let reached = 0;
  for (const { start, end } of passages) {
    assert.equal(whole.slice(reached, start).trim(), '', `between ${reached} and ${start}`);
    reached = Math.max(reached, end);
  }
  assert.equal(whole.slice(reached).trim(), '');
}

const ENGLISH = Array.from({ length: 120 }, (_, index) => `Sentence ${index} tells of boats and keels.`).join(
  ' ',
);
const CHINESE = Array.from({ length: 200 }, (_, index) => `第${index}句讲的是船和龙骨的故事。`).join('');

const TEXTS: Record<string, string> = {
  English: ENGLISH,
  Chinese: CHINESE,
  'English and Chinese in turns': `${ENGLISH.slice(0, 2_000)}\n\n${CHINESE.slice(0, 2_000)}\n${ENGLISH.slice(0, 900)}`,
  'a text without stops': 'word '.repeat(2_000),
  'a text without spaces': 'x'.repeat(5_000),
  'signs outside of the basic plane without stops': '🎈'.repeat(3_000),
  'rare Chinese characters behind an odd offset': `a${'𠀀'.repeat(3_000)}`,
  'lines and blank lines': 'line\n\n'.repeat(900),
  'one word': 'word',
  'a table without end': `| a | b |\n|---|---|\n${'| cell one | cell two |\n'.repeat(400)}`,
  'a row without end': '| cell '.repeat(3_000),
  'code that nobody closes': `Text.\n\n\`\`\`js\n${'call(one, two);\n\n'.repeat(300)}`,
  'indents without end': `${' '.repeat(20_000)}x`,
  marks: '!?'.repeat(4_000),
};
for (const [what, text] of Object.entries(TEXTS)) {
  test(`splitSections() of ${what} has exact offsets and leaves nothing out`, () => {
    const sections = [section(text.trim())];
    assertCovered(sections, assertExact(sections));
  });
}

test('passages keep the heading and page of their section and never span two', () => {
  const sections = [section(ENGLISH, 'One', 1), section('Short.', 'Two', 2), section(CHINESE, '三', 3)];
  const passages = assertExact(sections);
  assertCovered(sections, passages);
  assert.deepEqual([...new Set(passages.map(({ heading }) => heading))], ['One', 'Two', '三']);
  assert.deepEqual(
    passages.filter(({ heading }) => heading === 'Two').map(({ text, page }) => [text, page]),
    [['Short.', 2]],
  );
});

test('neighbours overlap by whole sentences within the limit', () => {
  const passages = assertExact([section(ENGLISH)]);
  assert.ok(passages.length > 3);
  for (const [index, passage] of passages.slice(1).entries()) {
    const repeated = ENGLISH.slice(passage.start, passages[index]?.end);
    assert.ok(repeated.length > 0 && countTokens(repeated) <= MAX_OVERLAP_TOKENS, repeated);
    assert.match(passage.text, /^Sentence \d+ /);
  }
});

test('passages end with their sentences, in Chinese too', () => {
  for (const { text } of splitSections([section(CHINESE)])) assert.match(text, /^第.*。$/);
});

test('blank sections give no passage and still count', () => {
  const sections = [section('   '), section('After.')];
  const passages = assertExact(sections);
  assert.deepEqual(
    passages.map(({ text, start }) => [text, start]),
    [['After.', 5]],
  );
  assert.deepEqual(splitSections([]), []);
});

const TABLE = `| Item | Price |\n|---|---|\n${Array.from({ length: 90 }, (_, row) => `| Bolt ${row} | ${row}.50 |`).join('\n')}`;

test('a table is cut between its rows, and each part knows the names of the columns', () => {
  const passages = assertExact([section(`Prices:\n\n${TABLE}`, 'Shop')]);
  assert.ok(passages.length > 2);
  for (const { text } of passages) assert.match(text, /\|$/);
  assert.equal(passages[0]?.heading, 'Shop');
  for (const { text, heading } of passages.slice(1)) {
    assert.match(text, /^\| Bolt/);
    assert.equal(heading, 'Shop: Item | Price');
  }
});

test('a block that fits is not cut where the passage before it is full enough', () => {
  const prose = ENGLISH.slice(0, 900);
  const code = `\`\`\`js\n${'await launch(boat, keel);\n'.repeat(22)}\`\`\``;
  const passages = assertExact([section(`${prose}\n\n${code}\n\nAfter.`)]);
  const held = passages.find(({ text }) => text.includes('launch'))?.text ?? '';
  assert.ok(held.includes(code), held);
});

test('a program is cut where a function begins', () => {
  const functions = Array.from(
    { length: 60 },
    (_, n) => `def boat_${n}(keel):\n    mast = keel + ${n}\n\n    return mast * ${n}\n`,
  );
  const sections = [{ ...section(functions.join('\n')), isCode: true }];
  const passages = assertExact(sections);
  assertCovered(sections, passages);
  assert.ok(passages.length > 2);
  for (const { text } of passages) assert.match(text, /^def boat_/);
});
