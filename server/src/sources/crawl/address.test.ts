import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_ADDRESS_LENGTH, normalAddress, within } from './address.ts';

const NORMAL: [given: string, normal: string | null][] = [
  ['https://Example.org:443/a/../b?x=1#part', 'https://example.org/b?x=1'],
  ['/c', 'https://site.test/c'],
  ['?page=2', 'https://site.test/docs/?page=2'],
  ['https://a.test/?utm_source=x&id=1&gclid=2', 'https://a.test/?id=1'],
  ['mailto:a@b.test', null],
  ['javascript:alert(1)', null],
  ['http://user:secret@a.test/', null],
  ['http://', null],
  [`https://a.test/${'x'.repeat(MAX_ADDRESS_LENGTH)}`, null],
];
for (const [given, normal] of NORMAL) {
  test(`normalAddress() of ${given.slice(0, 60)} is ${normal}`, () =>
    assert.equal(normalAddress(given, 'https://site.test/docs/'), normal));
}

test('a source is its host, or what lies below its first address', () => {
  const site = within('https://site.test/docs/start', { scope: 'site', exclude: [] });
  const path = within('https://site.test/docs/start', { scope: 'path', exclude: [] });
  const told = (address: string) => [site(address), path(address)];
  assert.deepEqual(told('https://site.test/docs/a/b'), [true, true]);
  assert.deepEqual(told('http://site.test/docs/'), [true, true]);
  assert.deepEqual(told('https://site.test/blog'), [true, false]);
  assert.deepEqual(told('https://site.test/docsy'), [true, false]);
  assert.deepEqual(told('https://sub.site.test/docs/a'), [false, false]);
  assert.deepEqual(told('https://site.test:8443/docs/a'), [false, false]);
});

const EXCLUDED: [pattern: string, address: string, isOut: boolean][] = [
  ['/private', '/private/a', true],
  ['/private', '/public', false],
  ['/*.pdf$', '/a/b.pdf', true],
  ['/*.pdf$', '/a/b.pdf?download', false],
  ['/*/old/', '/v1/old/page', true],
  ['/*/old/', '/old', false],
  ['/a*b*c', '/axxbxxc', true],
  ['/a*b*c', '/axxcxxb', false],
  ['/exact$', '/exact', true],
  ['/exact$', '/exactly', false],
  ['/*?page=', '/list?page=2', true],
];
for (const [pattern, address, isOut] of EXCLUDED) {
  test(`${pattern} ${isOut ? 'leaves out' : 'lets in'} ${address}`, () => {
    const isInside = within('https://site.test/', { scope: 'site', exclude: [pattern] });
    assert.equal(isInside(`https://site.test${address}`), !isOut);
  });
}
