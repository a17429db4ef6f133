import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureOf } from './figure.ts';

const PNG = '\x89PNG\r\n\x1a\n';
const figure = (name: string, content: string) => figureOf({ name, bytes: Buffer.from(content, 'latin1') });
const svg = (inside: string) =>
  figure('a.svg', `<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x"\n "y">\n<svg width="1">${inside}</svg>`);

test('a PNG is one by its first bytes and its name', () => {
  assert.equal(figure('a.png', `${PNG}x`)?.mediaType, 'image/png');
  for (const [name, content] of [
    ['a.png', 'GIF89a'],
    ['a.svg', PNG],
    ['a.gif', PNG],
    ['a.png', ''],
  ] as const)
    assert.equal(figure(name, content), undefined);
});

test('a drawing is one where it holds lines, references within, and pixels of its own', () => {
  for (const inside of [
    '<path d="M 0 0"/>',
    '<use xlink:href="#m1" x="1"/>',
    '<image xlink:href="data:image/png;base64,AA=="/>',
    '<text>on the axis: a</text>',
  ])
    assert.equal(svg(inside)?.mediaType, 'image/svg+xml', inside);
});

test('what acts or loads something is no figure', () => {
  for (const inside of [
    '<script>1</script>',
    '<SCRIPT/>',
    '<g onload="x()"/>',
    '<a href="javascript:x()">y</a>',
    '<foreignObject><p/></foreignObject>',
    '<use xlink:href="http://example.com/#a"/>',
    '<image href="http://example.com/a.png"/>',
    '<image xlink:href="data:image/svg+xml,x"/>',
    '<set attributeName="href"/>',
  ])
    assert.equal(svg(inside), undefined, inside);
  assert.equal(figure('a.svg', '<!DOCTYPE svg [<!ENTITY x "y">]><svg></svg>'), undefined);
  assert.equal(figure('a.svg', '<html><svg></svg></html>'), undefined);
});
