import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, normalName, parseVersion } from './version.ts';

/** Sorted; the order is that of PEP 440's own examples. */
const ORDERED = [
  '0.1.dev1',
  '0.1',
  '1.0.dev456',
  '1.0a1',
  '1.0a2.dev456',
  '1.0a12.dev456',
  '1.0a12',
  '1.0b1.dev456',
  '1.0b2',
  '1.0b2.post345.dev456',
  '1.0b2.post345',
  '1.0rc1.dev456',
  '1.0rc1',
  '1.0',
  '1.0+abc.5',
  '1.0+abc.7',
  '1.0+5',
  '1.0.post456.dev34',
  '1.0.post456',
  '1.0.15',
  '1.1.dev1',
  '1.2',
  '1.10',
  '2013.10',
  '1!0.1',
];

test('versions are in the order of PEP 440, each before all that follow it', () => {
  for (const [index, left] of ORDERED.entries()) {
    for (const [other, right] of ORDERED.entries()) {
      const order = Math.sign(compareVersions(parseVersion(left)!, parseVersion(right)!));
      assert.equal(order, Math.sign(index - other), `${left} and ${right}`);
    }
  }
});

test('the same version may be spelt in many ways', () => {
  for (const [left, right] of [
    ['1.0', '1.0.0'],
    ['v1.0', '1.0'],
    ['1.0-1', '1.0.post1'],
    ['1.0alpha1', '1.0a1'],
    ['1.0-RC.1', '1.0rc1'],
    ['1.0.c1', '1.0rc1'],
    ['1.0preview2', '1.0rc2'],
    ['1.0.rev3', '1.0.post3'],
    ['1.0+ubuntu-1', '1.0+ubuntu.1'],
    ['0!1.0', '1.0'],
    ['1.0dev', '1.0.dev0'],
  ] as const)
    assert.equal(compareVersions(parseVersion(left)!, parseVersion(right)!), 0, `${left} and ${right}`);
});

test('what is no version is not taken for one', () => {
  for (const text of ['', 'latest', '1.0.x', '1..0', '>=1', '1.0 beta two', `1.${'0.'.repeat(200)}0`])
    assert.equal(parseVersion(text), undefined, text);
});

test('names are the same however they are spelt', () => {
  assert.equal(normalName('Foo.Bar__baz'), 'foo-bar-baz');
});
