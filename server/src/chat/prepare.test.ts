import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_MESSAGE_LENGTH } from './contract.ts';
import { prepare } from './prepare.ts';

const textOf = (raw: string) => prepare(raw, 0).text;

test('a message keeps its words, lines and tabs', () => {
  assert.deepEqual(prepare('Hello,\n\tworld 世界 🎈', 0), { text: 'Hello,\n\tworld 世界 🎈', flags: [] });
  assert.equal(textOf('  a\r\nb  '), 'a\nb');
});

test('letters are composed, so that the same word is the same text', () => {
  assert.equal(textOf('Cafe\u0301'), 'Café');
});

test('what cannot be seen and what turns text around is taken out', () => {
  assert.equal(textOf('a\0b\u0007c\u001b[31md'), 'abc[31md');
  assert.equal(textOf('pay \u202e01\u202c \u2066x\u2069 \u200ey\ufeff'), 'pay 01 x y');
});

test('half a surrogate pair becomes a replacement sign', () => {
  assert.equal(textOf('x \ud83c y'), 'x \ufffd y');
  assert.equal(textOf('x 🎈 y'), 'x 🎈 y');
});

test('an empty message is refused unless something is attached', () => {
  for (const raw of ['', '  \n', '\u202e\u0000']) {
    assert.throws(() => prepare(raw, 0), { code: 'message_empty' });
    assert.deepEqual(prepare(raw, 1), { text: '', flags: [] });
  }
});

test('a message is refused by its visible length', () => {
  assert.equal(textOf('x'.repeat(MAX_MESSAGE_LENGTH)).length, MAX_MESSAGE_LENGTH);
  assert.equal(textOf(`${'x'.repeat(MAX_MESSAGE_LENGTH)}   \u200e`).length, MAX_MESSAGE_LENGTH);
  assert.throws(() => prepare('x'.repeat(MAX_MESSAGE_LENGTH + 1), 0), {
    code: 'message_too_long',
    message: 'Cannot send message: it has 100001 characters, the limit is 100000',
  });
});

const made = (prefix: string, length: number) => `${prefix}${'Ab1'.repeat(length).slice(0, length)}`;
const SECRETS: Record<string, string> = {
  'an OpenAI key': made('sk-', 48),
  'a project key': made('sk-proj-', 60),
  'an Anthropic key': made('sk-ant-', 60),
  'an AWS key id': `AKIA${'A1B2'.repeat(4)}`,
  'a GitHub token': made('ghp_', 36),
  'a Google key': made('AIza', 35),
  'a key of this product': made('agk_', 43),
  'a private key': '-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----',
};
for (const [what, secret] of Object.entries(SECRETS)) {
  test(`${what} is taken out, and the person is told`, () => {
    const { text, flags } = prepare(`Use ${secret} please, twice: ${secret}`, 0);
    assert.equal(text, 'Use [secret removed] please, twice: [secret removed]');
    assert.deepEqual(flags, ['secret_removed']);
  });
}

test('what only looks like a key is left alone', () => {
  for (const text of ['sk-short', 'risk-management-and-more', 'AKIA', 'my skeleton key', 'ghp_abc'])
    assert.deepEqual(prepare(text, 0), { text, flags: [] });
});
