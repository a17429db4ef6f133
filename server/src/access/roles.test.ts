import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { abilityFor, rulesFor } from './ability.ts';
import { ROLES, type Role } from './contract.ts';
import { ROLE_RANK, SUBJECTS, type SubjectName, VERBS, type Verb } from './roles.ts';

const LETTERS: Record<Verb, string> = {
  read: 'r',
  create: 'c',
  edit: 'e',
  delete: 'd',
  run: 'x',
  share: 's',
  manage: 'm',
};

/**
 * Who may do what, written by hand: a row for each kind of record as the caller stands to it, a column for each role,
 * a letter for each verb: read, create, edit, delete, run (x), share, manage.
 */
const EXPECTED = `
                           viewer  editor  analyst  developer  moderator  admin    super_admin
Workspace                  r       r       r        r          r          re       rcedxsm
Member                     r       r       r        r          r          rcedxsm  rcedxsm
Invitation                 -       -       -        -          rc         rcedxsm  rcedxsm
Agent                      r       rx      rx       rcedx      rx         rcedxsm  rcedxsm
Workflow                   r       rx      rx       rcedx      rx         rcedxsm  rcedxsm
Knowledge,own              r       rceds   rceds    rceds      rceds      rceds    rceds
Knowledge,own+shared       r       rceds   rceds    rceds      rcedsm     rcedxsm  rcedxsm
Knowledge,foreign          -       c       c        c          c          c        c
Knowledge,shared           r       rced    rce      rced       rcedsm     rcedxsm  rcedxsm
Knowledge,granted-read     r       rc      rc       rc         rc         rc       rc
Knowledge,granted-edit     r       rce     rce      rce        rce        rce      rce
Tool                       r       rx      rx       rx         rx         rcedxsm  rcedxsm
Model                      r       r       r        r          r          rcedxsm  rcedxsm
Budget,own                 -       re      re       re         re         rcedxsm  rcedxsm
Budget,workspace           r       r       r        r          r          rcedxsm  rcedxsm
Budget,foreign             -       -       -        -          -          rcedxsm  rcedxsm
Execution                  -       -       cx       cx         cx         rcedxsm  rcedxsm
Audit                      -       -       -        -          -          r        rcedxsm
Conversation,own           -       rcedxs  rcedxs   rcedxs     rcedxs     rcedxs   rcedxs
Conversation,own+shared    r       rcedxs  rcedxs   rcedxs     rcedxs     rcedxs   rcedxs
Conversation,foreign       -       c       c        c          c          c        c
Conversation,shared        r       rc      rc       rc         rcd        rcd      rcd
Run,own                    -       rced    rced     rced       rced       rced     rcedxsm
Run,own+shared             r       rced    rced     rced       rced       rced     rcedxsm
Run,foreign                -       c       c        c          rced       rced     rcedxsm
Run,shared                 r       rc      rc       rc         rced       rced     rcedxsm
Transcript,own             -       r       r        r          r          r        r
Transcript,own+shared      r       r       r        r          r          r        r
Transcript,foreign         -       -       -        -          -          -        -
Transcript,shared          r       r       r        r          r          r        r
File,own                   -       rced    rced     rced       rced       rced     rced
File,own+shared            r       rced    rced     rced       rced       rced     rced
File,foreign               -       c       c        c          c          c        c
File,shared                r       rc      rc       rc         rc         rc       rc
`;

const [heads = [], ...rows] = EXPECTED.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

/** A record as the caller "me" stands to it. "own" is made by me, "shared" is open to the workspace. */
function recordOf(relation: string): object {
  const owner = relation.startsWith('own') ? 'me' : 'somebody';
  const openness = relation.endsWith('shared') ? 'workspace' : 'private';
  const kind = relation === 'workspace' ? 'workspace' : 'run';
  const who = { owner_id: owner, created_by: owner, subject_id: owner };
  const granted = /granted-(\w+)/.exec(relation)?.[1] ?? 'none';
  return { workspace_id: 'w', kind, ...who, visibility: openness, shared: openness, granted };
}

describe('every role against every verb on every kind of record', () => {
  for (const [name = '', ...cells] of rows) {
    const [kind = '', relation = 'foreign'] = name.split(',');
    for (const [column, role] of heads.entries()) {
      test(`${role} on ${name}: ${cells[column]}`, () => {
        const ability = abilityFor(role as Role, 'me');
        const allowed = VERBS.filter((verb) => ability.can(verb, kind as SubjectName, recordOf(relation)));
        const letters = allowed.map((verb) => LETTERS[verb]).join('');
        assert.equal(letters || '-', cells[column]);
      });
    }
  }

  test('the grid has all roles and all kinds', () => {
    assert.deepEqual([...heads].sort(), [...ROLES].sort());
    const kinds = new Set(rows.map(([name = '']) => name.split(',')[0]));
    assert.deepEqual([...kinds].sort(), [...SUBJECTS].sort());
    assert.ok(rows.every((row) => row.length === heads.length + 1));
  });
});

test('can() without a record says whether there may be any such record at all', () => {
  const can = (role: Role, verb: Verb, kind: SubjectName) => abilityFor(role, 'me').can(verb, kind);
  assert.equal(can('viewer', 'read', 'Conversation'), true);
  assert.equal(can('viewer', 'create', 'Conversation'), false);
  assert.equal(can('editor', 'delete', 'Conversation'), true);
  assert.equal(can('moderator', 'delete', 'Invitation'), false);
  assert.equal(can('admin', 'create', 'Workspace'), false);
  assert.equal(can('super_admin', 'create', 'Workspace'), true);
});

test('nobody, not even a super_admin, reads what another keeps private: words, transcripts, files', () => {
  for (const role of ROLES) {
    for (const kind of ['Conversation', 'Transcript', 'File'] as const)
      assert.equal(abilityFor(role, 'me').can('read', kind, recordOf('foreign')), false, `${role} ${kind}`);
  }
});

test('a higher rank loses nothing that a lower rank down its line has', () => {
  const line: Role[] = ['viewer', 'editor', 'developer', 'moderator', 'admin', 'super_admin'];
  const ranks = line.map((role) => ROLE_RANK[role]);
  assert.deepEqual(
    ranks,
    [...ranks].sort((a, b) => a - b),
  );
  // A moderator watches over what is there and leaves the making of agents to developers.
  const exceptions = new Set(['moderator Agent', 'moderator Workflow']);
  for (const [below, above] of line.slice(1).map((role, index) => [line[index]!, role] as const)) {
    for (const [name = '', ...cells] of rows) {
      const [kind = ''] = name.split(',');
      const [less = '', more = ''] = [cells[heads.indexOf(below)], cells[heads.indexOf(above)]];
      const lost = [...less].filter((letter) => letter !== '-' && !more.includes(letter));
      if (!exceptions.has(`${above} ${kind}`)) assert.deepEqual(lost, [], `${above} on ${name}`);
    }
  }
});

test('rulesFor() puts the user in the place of $me and gives nothing but data', () => {
  const rules = rulesFor('editor', 'ann');
  assert.ok(rules.some(({ conditions }) => conditions?.owner_id === 'ann'));
  assert.ok(!JSON.stringify(rules).includes('$me'));
  assert.deepEqual(JSON.parse(JSON.stringify(rules)), rules);
});
