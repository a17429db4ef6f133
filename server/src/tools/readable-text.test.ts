import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHtml, readableText } from './readable-text.ts';

test('readableText() gives the title and the words, without what is not content', () => {
  const text = readableText(
    '<html><head><title> Boats </title><style>p{}</style></head><body><nav>Home</nav><h1>Hulls</h1><p>Oak &amp; ash.</p><script>alert(1)</script><footer>Imprint</footer></body></html>',
  );
  assert.match(text, /^# Boats\n\n/);
  assert.match(text, /Hulls[\s\S]*Oak & ash\./);
  assert.doesNotMatch(text, /Home|alert|Imprint|p\{\}/);
});

test('readableText() reads torn HTML, and Chinese', () => {
  assert.match(readableText('<p>open <b>words'), /open[\s\S]*words/);
  assert.match(readableText('<title>船</title><p>木船在湖上。'), /^# 船\n\n木船在湖上。/);
});

test('isHtml() knows HTML and XHTML by their media types', () => {
  assert.equal(isHtml({ mediaType: 'text/html' }), true);
  assert.equal(isHtml({ mediaType: 'application/xhtml+xml' }), true);
  assert.equal(isHtml({ mediaType: 'text/plain' }), false);
});
