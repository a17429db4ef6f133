import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePdf } from '../../testing/pdf.ts';
import { drawnPage, scannedPdf } from '../../testing/scan.ts';
import { htmlSections } from './html.ts';
import { kindOf } from './kinds.ts';
import { markdownSections } from './markdown.ts';
import { parseDocument } from './parse.ts';
import { MAX_DOCUMENT_LENGTH, tidy } from './parsed.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const parse = async (name: string, content: string | Uint8Array) =>
  (await parseDocument(name, typeof content === 'string' ? utf8(content) : content)).sections;
const shown = (sections: { heading: string | null; text: string }[]) =>
  sections.map(({ heading, text }) => [heading, text]);

test('kindOf() goes by the end of the name, in any case', () => {
  assert.equal(kindOf('A.PDF'), 'pdf');
  assert.equal(kindOf('a.b.Md'), 'markdown');
  assert.equal(kindOf('笔记.txt'), 'text');
  for (const name of ['a', 'a.exe', 'a.zip', 'pdf', 'a.pdf.exe', '.md'])
    assert.throws(() => kindOf(name), { code: 'document_type_unsupported', status: 415 }, name);
});

test('tidy() keeps words and lines, and nothing invisible', () => {
  assert.equal(tidy('  a \t b \r\n\r\n\r\n\r\nc\u200b\u202e\ufeff\u0007 '), 'a b\n\nc');
  assert.equal(tidy('e\u0301'), 'é');
});

test('Markdown is split at its headings, each with those above it and the text below', () => {
  const sections = markdownSections(
    'Before.\n\n# One\n\nText.\n\n## Two ##\nMore.\n\n## Three\nLast.\r\n# 第三\n中文。',
  );
  assert.deepEqual(shown(sections), [
    [null, 'Before.'],
    ['One', '# One\n\nText.'],
    ['One › Two', '## Two ##\nMore.'],
    ['One › Three', '## Three\nLast.'],
    ['第三', '# 第三\n中文。'],
  ]);
});

test('a sign of a heading inside a code block of either kind is code', () => {
  const fences: [open: string, inner: string][] = [
    ['```', '~~~'],
    ['~~~', '```'],
    ['````', '```'],
  ];
  for (const [open, inner] of fences) {
    const sections = markdownSections(`# One\n${open}sh\n${inner}\n# a comment\n${open}\n# Two\n`);
    assert.deepEqual(
      sections.map(({ heading }) => heading),
      ['One', 'Two'],
      open,
    );
  }
});

test('code and lists in Markdown keep how they are indented', () => {
  const code = '```python\ndef f(x):\n    if x:\n\t\treturn 1   +  2\n```\n\n- a\n  - b';
  assert.equal(
    markdownSections(`${code}   \n\n\n`)[0]?.text,
    '```python\ndef f(x):\n    if x:\n\t\treturn 1 + 2\n```\n\n- a\n  - b',
  );
});

test('HTML headings have those above them, as far as they go deep', () => {
  const html = '<title>Site</title><p>a</p><h1>One</h1><p>b</p><h3>Deep</h3><p>c</p><h2>Two</h2><p>d</p>';
  assert.deepEqual(
    htmlSections(html).map(({ heading }) => heading),
    ['Site', 'One', 'One › Deep', 'One › Two'],
  );
});

test('Markdown that says #hashtag or has seven signs has no heading', () => {
  assert.deepEqual(shown(markdownSections('#tag\n####### seven')), [[null, '#tag\n####### seven']]);
});

test('HTML gives the words of its body by headings, without scripts, styles and navigation', () => {
  const sections = htmlSections(
    '<html><head><title>Page</title><style>p{}</style></head><body><nav>Menu</nav><p>Intro &amp; more.</p><h2>Part <b>two</b></h2><p>One.</p><script>evil()</script><ul><li>a</li><li>b</li></ul></body></html>',
  );
  assert.deepEqual(shown(sections), [
    ['Page', 'Intro & more.'],
    ['Part two', 'Part two\n\nOne.\n\na\n\nb'],
  ]);
});

test('cells of a table stand apart, and broken HTML is read as far as it goes', () => {
  const row = (cell: string) => `<table><tr><td>${cell}</td><td>b</td></tr></table>`;
  assert.equal(htmlSections(row('a'))[0]?.text, 'a | b');
  const page = 'A page that a table holds together. '.repeat(8);
  assert.doesNotMatch(htmlSections(row(page))[0]?.text ?? '', /\|/);
  assert.equal(htmlSections('<p>open <b>bold')[0]?.text, 'open bold');
  assert.deepEqual(htmlSections('<script>only()</script>'), []);
});

test('a PDF is a section for each page that has text', async () => {
  const sections = await parse('a.pdf', makePdf([['First page.'], [], ['Third (page).']]));
  assert.deepEqual(
    sections.map(({ page, text }) => [page, text]),
    [
      [1, 'First page.'],
      [3, 'Third (page).'],
    ],
  );
});

test('pages that are pictures are told, and what was seen on them takes their place in order', async () => {
  const scan = scannedPdf([['Drawn letters.'], 'Plain words.', ['More of them.']]);
  const first = await parseDocument('scan.pdf', scan);
  assert.deepEqual([first.sections.map(({ page }) => page), first.pictures], [[2], [1, 3]]);
  const { sections, pictures } = await parseDocument('scan.pdf', scan, { 1: '# Seen\n\nLetters.', 3: '' });
  assert.deepEqual(
    sections.map(({ page, heading, text }) => [page, heading, text]),
    [
      [1, 'Seen', '# Seen\n\nLetters.'],
      [2, null, 'Plain words.'],
    ],
  );
  assert.deepEqual(pictures, [], 'a page on which nothing was seen was seen');
});

test('a picture is a document of one page that is to be seen', async () => {
  const picture = drawnPage(['Words.'], 'image/png');
  assert.deepEqual(await parseDocument('a.PNG', picture), { sections: [], pictures: [1] });
  const { sections } = await parseDocument('a.png', picture, { 1: 'Words.' });
  assert.deepEqual(sections, [{ text: 'Words.', heading: null, page: 1 }]);
  await assert.rejects(parseDocument('a.png', picture, { 1: '' }), { code: 'document_empty' });
});

const REFUSED: [what: string, name: string, content: string | Uint8Array, code: string][] = [
  ['a PDF that is none', 'a.pdf', 'hello', 'document_not_pdf'],
  ['a PDF that is cut off', 'a.pdf', '%PDF-1.7\n1 0 obj', 'document_damaged'],
  ['a PDF without text', 'a.pdf', makePdf([[]]), 'document_empty'],
  ['text that is empty', 'a.txt', ' \n\t\u200b', 'document_empty'],
  ['HTML without words', 'a.html', '<p> </p>', 'document_empty'],
  ['bytes', 'a.md', '\0\u0001', 'document_not_text'],
  ['a text without end', 'a.txt', 'x'.repeat(MAX_DOCUMENT_LENGTH + 1), 'document_too_long'],
];
for (const [what, name, content, code] of REFUSED) {
  test(`parseDocument() refuses ${what} as ${code}`, () =>
    assert.rejects(parse(name, content), { code, message: /^Cannot read document: / }));
}

test('other texts are one section, and code keeps how it is indented', async () => {
  assert.deepEqual(await parse('a.log', 'one\n\n\n\ntwo\n'), [
    { text: 'one\n\ntwo', heading: null, page: null },
  ]);
  const code = 'def f():\n    return 1';
  assert.deepEqual(await parse('a.py', `${code}\n`), [
    { text: code, heading: null, page: null, isCode: true },
  ]);
});
