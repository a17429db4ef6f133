import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINKS, type ReadPage, readPage } from './read-page.ts';

const read = (html: string): ReadPage => {
  const page = readPage(html, 'https://site.test/docs/page');
  assert.ok(page);
  return page;
};

test('a page gives its title, its words with their structure, and its links', () => {
  const page = read(`<!doctype html><html><head><title> Tides &amp;
    moons </title><script>one < two</script><style>p{}</style></head><body>
    <nav><a href="../">Home</a></nav><h1 class="x">Tides</h1><p>Come <b>and</b> go &lt;daily&gt;.</p>
    <a href="more#part">More</a><a href="more?utm_source=a">Again</a><a href="mailto:a@b.test">Mail</a>
    <footer>Imprint <a href="/imprint">Imprint</a></footer></body></html>`);
  assert.equal(page.title, 'Tides & moons');
  assert.deepEqual(page.links, [
    'https://site.test/',
    'https://site.test/docs/more',
    'https://site.test/imprint',
  ]);
  assert.match(page.content, /<h1>Tides<\/h1><p>Come and go &lt;daily>\.<\/p>/);
  assert.doesNotMatch(page.content, /Home|Imprint|one|class/);
});

test('the same words with other tokens, scripts and styles are the same content', () => {
  const page = (nonce: string) =>
    `<body data-token="${nonce}"><!-- ${nonce} --><script nonce=${nonce}>x</script><form><input value="${nonce}">Search</form><p id="${nonce}">Words.</p></body>`;
  assert.equal(read(page('abc')).content, read(page('xyz')).content);
});

test('the part that is the main one stands for the page, if there is enough of it', () => {
  const words = 'Enough words to be read by somebody. '.repeat(8);
  const page = read(`<div>Menu of the site</div><main><p>${words}</p><br></main><div>Related</div>`);
  assert.doesNotMatch(page.content, /Menu|Related/);
  assert.match(read('<div>Around</div><main>Short</main>').content, /Around/);
  assert.doesNotMatch(read(`<p>Out</p><div role="main"><div>${words}</div></div>`).content, /Out/);
});

test('base, canonical, noindex and nofollow are heard', () => {
  const page = read(`<head><base href="/other/"><link rel="canonical" href="self?utm_medium=x">
    <meta name="robots" content="NoIndex, nofollow"></head><a href="a">A</a><a rel="nofollow" href="b">B</a>`);
  assert.deepEqual(
    [page.canonical, page.noIndex, page.noFollow],
    ['https://site.test/other/self', true, true],
  );
  assert.deepEqual(page.links, ['https://site.test/other/a']);
  const none = read('<meta name="robots" content="none">');
  assert.deepEqual([none.noIndex, none.noFollow, none.canonical], [true, true, null]);
});

test('links of one page are bounded', () => {
  const html = Array.from({ length: MAX_LINKS + 50 }, (_, n) => `<a href="p${n}">x</a>`).join('');
  assert.equal(read(html).links.length, MAX_LINKS);
});

test('what is nested deeper than people write is refused, and nothing takes long', () => {
  assert.equal(readPage('<div>'.repeat(400_000), 'https://site.test/'), null);
  for (const html of [
    '<a href=x'.repeat(50_000),
    '<'.repeat(200_000),
    '<b></b>'.repeat(50_000),
    '<!--'.repeat(50_000),
  ])
    assert.ok(readPage(html, 'https://site.test/'));
});

test('a title is no part of the words, wherever it stands', () => {
  const page = read('<title>Keels</title><h1>Keels</h1><p>Of lead.</p>');
  assert.deepEqual([page.title, page.content], ['Keels', '<h1>Keels</h1><p>Of lead.</p>']);
});

test('empty elements are left out, and nothing of the page is taken for markup of ours', () => {
  assert.equal(
    read('<p></p><ul><li></li></ul><p>a&lt;/p&gt;</p>').content.trim(),
    '<ul></ul><p>a&lt;/p></p>',
  );
});
