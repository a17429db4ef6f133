import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { principalFor } from '../testing/people.ts';
import { ROLES } from './contract.ts';
import { type Granted, grant, type Permit, permit } from './granted.ts';

const conversation = (more: Partial<Record<'workspace_id' | 'owner_id' | 'visibility', string>> = {}) => ({
  id: 'c1',
  workspace_id: 'w',
  owner_id: 'ann',
  visibility: 'private',
  ...more,
});

const notFound = (error: unknown) => isProblem(error, 'not_found') && error.status === 404;
const forbidden = (error: unknown) => isProblem(error, 'forbidden') && error.status === 403;

test('grant() proves who may do it, and to which record', () => {
  const ann = principalFor('ann', 'w', 'editor');
  const record = conversation();
  const proof = grant(ann, 'edit', 'Conversation', record);
  assert.equal(proof.by, ann);
  assert.equal(proof.record, record);
});

test('grant() answers a record that is missing, foreign or unreadable with one and the same problem', () => {
  const bob = principalFor('bob', 'w', 'editor');
  const messages = [undefined, null, conversation({ workspace_id: 'other' }), conversation()].map(
    (record) => {
      try {
        grant(bob, 'read', 'Conversation', record);
      } catch (error) {
        assert.ok(notFound(error), String(error));
        return (error as Error).message;
      }
      return 'granted';
    },
  );
  assert.equal(new Set(messages).size, 1, messages.join('\n'));
  assert.match(messages[0] ?? '', /^Cannot find conversation/);
});

test('grant() keeps every role, the highest too, out of a foreign workspace', () => {
  for (const role of ROLES) {
    const stranger = principalFor('ann', 'other', role);
    for (const verb of ['read', 'edit', 'delete', 'share'] as const)
      assert.throws(() => grant(stranger, verb, 'Conversation', conversation()), notFound, `${role} ${verb}`);
    const agent = { workspace_id: 'w', visibility: 'workspace', shared: 'workspace' };
    assert.throws(() => grant(stranger, 'read', 'Agent', agent), notFound, role);
  }
});

test('grant() says forbidden of what the caller can read but not change, and names verb, kind and role', () => {
  const bob = principalFor('bob', 'w', 'editor');
  const shared = conversation({ visibility: 'workspace' });
  assert.throws(
    () => grant(bob, 'edit', 'Conversation', shared),
    (error: unknown) => forbidden(error) && /edit conversation: your role is editor/.test(String(error)),
  );
});

test('grant() judges the record as it is, not what it inherits', () => {
  const ann = principalFor('ann', 'w', 'editor');
  const inherited = Object.assign(Object.create({ owner_id: 'ann' }), conversation({ owner_id: 'bob' }));
  assert.throws(() => grant(ann, 'edit', 'Conversation', inherited), notFound);
});

test('permit() proves a right to things of a kind, or says forbidden', () => {
  const admin = principalFor('ann', 'w', 'admin');
  assert.equal(permit(admin, 'create', 'Invitation').by, admin);
  assert.throws(() => permit(principalFor('bob', 'w', 'developer'), 'create', 'Invitation'), forbidden);
});

test('a proof of one verb is no proof of another: it does not compile', () => {
  const rename = (proof: Granted<'edit', { workspace_id: string }>) => proof.record.workspace_id;
  const list = (proof: Permit<'read', 'Member'>) => proof.by.role;
  const ann = principalFor('ann', 'w', 'admin');
  const record = conversation({ visibility: 'workspace' });
  // @ts-expect-error: what was granted is reading, what is wanted is editing
  assert.equal(rename(grant(ann, 'read', 'Conversation', record)), 'w');
  // @ts-expect-error: a hand-made object has no proof
  assert.equal(rename({ by: ann, record }), 'w');
  // @ts-expect-error: a permit for invitations is none for members
  assert.equal(list(permit(ann, 'read', 'Invitation')), 'admin');
  assert.equal(rename(grant(ann, 'edit', 'Conversation', { ...record, owner_id: 'ann' })), 'w');
  assert.equal(list(permit(ann, 'read', 'Member')), 'admin');
});
