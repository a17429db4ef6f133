import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section } from './parse/parsed.ts';
import { OVERLAP_LENGTH, PASSAGE_LENGTH, type SplitPassage, splitSections } from './split.ts';

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
    assert.ok(text.length <= PASSAGE_LENGTH);
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
    const overlap = (passages[index]?.end ?? 0) - passage.start;
    assert.ok(overlap > 0 && overlap <= OVERLAP_LENGTH, `${overlap}`);
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
