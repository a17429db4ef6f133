import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, verifyPassword } from './passwords.ts';

test('verifyPassword() knows the right password and no other', async () => {
  const hash = await hashPassword('correct horse');
  assert.equal(await verifyPassword('correct horse', hash), true);
  assert.equal(await verifyPassword('Correct horse', hash), false);
  assert.equal(await verifyPassword('', hash), false);
});

test('hashPassword() salts: the same password has two hashes', async () => {
  assert.notEqual(await hashPassword('same'), await hashPassword('same'));
});

test('a password is the same however its accents are composed', async () => {
  const hash = await hashPassword('caf\u00e9');
  assert.equal(await verifyPassword('cafe\u0301', hash), true);
});

test('a hash of another form is never right', async () => {
  for (const hash of ['', 'none', 'scrypt$1', 'bcrypt$a$b$c$d$e'])
    assert.equal(await verifyPassword('x', hash), false);
});
