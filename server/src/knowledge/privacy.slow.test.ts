// Two people, ten thousand documents, grants by chance: whatever either of them asks, nothing of the other shows.
import assert from 'node:assert/strict';
import { memorySearch } from '@agenticgen/search/testing';
import { grant, type Principal, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { SEARCH_MODES } from './contract.ts';
import { createKnowledge } from './knowledge.ts';
import { openCollection, toIndexed } from './passages.ts';
import {
  countDocuments,
  findBase,
  findVisibleDocument,
  hasReadyDocuments,
  knownBases,
  pageOfBases,
  pageOfDocuments,
  readyDocuments,
} from './queries.ts';

const DOCUMENTS = 10_000;
const BASES = 20;
const QUESTIONS = 36;
const ROWS_AT_ONCE = 500;
const WORDS = 'heron tower paper river copper winter market engine garden letter'.split(' ');

/** Mulberry32 (Tommy Ettinger, public domain): a run is repeated by its seed. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

interface Made {
  id: string;
  baseId: string;
  text: string;
  secret: string;
  /** Who may see it, worked out without the product. */
  seenBy: Set<string>;
}

async function inChunks<T>(rows: T[], insert: (rows: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await insert(rows.slice(at, at + ROWS_AT_ONCE));
}

async function fill(db: Database, seed: number) {
  const runtime = testRuntime(Date.now());
  const below = chance(seed);
  const workspaceId = await insertWorkspace(db, runtime);
  const people = [
    await insertMember(db, runtime, workspaceId, 'editor'),
    await insertMember(db, runtime, workspaceId, 'admin'),
    await insertMember(db, runtime, workspaceId, 'viewer'),
  ];
  const [ada, bob, eve] = people as [Principal, Principal, Principal];
  const somebody = () => (people[below(3)] as Principal).userId;
  const grants: { base_id: string; document_id: string; user_id: string; verb: string }[] = [];
  const isGranted = (baseId: string, documentId: string, chances: number) =>
    [ada, bob].filter(({ userId }) => {
      if (below(100) >= chances) return false;
      grants.push({
        base_id: baseId,
        document_id: documentId,
        user_id: userId,
        verb: below(2) ? 'read' : 'edit',
      });
      return true;
    });
  const at = { created_at: runtime.now() };

  const bases = Array.from({ length: BASES }, () => {
    const row = {
      id: runtime.newId(),
      visibility: below(2) ? 'workspace' : 'private',
      created_by: somebody(),
    };
    const granted = isGranted(row.id, '', 30);
    const seenBy = new Set(
      row.visibility === 'workspace'
        ? people.map(({ userId }) => userId)
        : [row.created_by, ...granted.map(({ userId }) => userId)],
    );
    return { row, seenBy };
  });
  const rows = Array.from({ length: DOCUMENTS }, (_, index) => {
    const { row: base, seenBy } = bases[below(BASES)] as (typeof bases)[number];
    const id = runtime.newId();
    const row = { id, visibility: below(2) ? 'base' : 'private', created_by: somebody() };
    const granted = row.visibility === 'private' ? isGranted(base.id, id, 10) : [];
    const inside =
      row.visibility === 'base' ? seenBy : new Set([row.created_by, ...granted.map(({ userId }) => userId)]);
    const secret = `zq${index}x${below(1e6)}`;
    const text = `${WORDS[below(10)]} ${WORDS[below(10)]} ${WORDS[below(10)]} ${secret}`;
    return { row, made: { id, baseId: base.id, text, secret, seenBy: seenBy.intersection(inside) } };
  });

  await db
    .insertInto('knowledge_bases')
    .values(
      bases.map(({ row }) => ({ ...row, ...at, workspace_id: workspaceId, name: row.id, description: '' })),
    )
    .execute();
  await inChunks(rows, (some) =>
    db
      .insertInto('knowledge_documents')
      .values(
        some.map(({ row, made }) => ({
          ...{
            ...row,
            ...at,
            workspace_id: workspaceId,
            base_id: made.baseId,
            file_id: 'f',
            name: made.secret,
          },
          ...{ media_type: 'text/plain', size: 1, state: 'ready', error_code: null, error_message: null },
          ...{ passages: 1, run_id: null },
        })),
      )
      .execute(),
  );
  await inChunks(grants, (some) =>
    db
      .insertInto('knowledge_grants')
      .values(some.map((one) => ({ ...one, ...at, granted_by: eve.userId })))
      .execute(),
  );
  return { below, workspaceId, ada, bob, bases, documents: rows.map(({ made }) => made) };
}

onBothDatabases('no query, list, count, name or refusal shows a document of the other', async ({ db }) => {
  const seed = Date.now() % 1e9;
  const world = await fill(db, seed);
  const { below, ada, bob, bases, documents } = world;
  const search = memorySearch();
  const knowledge = createKnowledge({ db, search });
  for (const { row } of bases) {
    const own = documents.filter(({ baseId }) => baseId === row.id);
    const passages = own.flatMap(({ id, text }) =>
      toIndexed(id, 1, [{ text, heading: null, page: null, start: 0, end: text.length }]),
    );
    await openCollection(search, row.id).upsert(passages);
  }
  const byId = new Map(documents.map((document) => [document.id, document]));

  for (const me of [ada, bob]) {
    const where = `seed ${seed}, ${me === ada ? 'ada' : 'bob'}`;
    const mine = documents.filter(({ seenBy }) => seenBy.has(me.userId));
    const hidden = documents.filter(({ seenBy }) => !seenBy.has(me.userId));
    assert.ok(mine.length > 1_000 && hidden.length > 1_000, where);
    const sees = (id: string) => byId.get(id)?.seenBy.has(me.userId) === true;

    // Lists and counts.
    const seenBases = await pageOfBases(db, me, undefined, 100);
    assert.deepEqual(
      new Set(seenBases.map(({ id }) => id)),
      new Set(bases.filter(({ seenBy }) => seenBy.has(me.userId)).map(({ row }) => row.id)),
      where,
    );
    const listed: string[] = [];
    for (const base of seenBases) {
      const proof = grant(me, 'read', 'Knowledge', base);
      for (let before: string | undefined; ; ) {
        const page = await pageOfDocuments(db, proof, before, 1_000);
        listed.push(...page.map(({ id }) => id));
        before = page.at(-1)?.id;
        if (page.length < 1_000) break;
      }
    }
    assert.deepEqual(new Set(listed), new Set(mine.map(({ id }) => id)), where);
    const counts = await countDocuments(
      db,
      me.userId,
      seenBases.map(({ id }) => id),
    );
    assert.equal(
      [...counts.values()].reduce((sum, count) => sum + count, 0),
      mine.length,
      where,
    );
    assert.equal(await hasReadyDocuments(db, me), true);
    const all = bases.map(({ row }) => row.id);
    assert.equal((await knownBases(db, me, all)).length, seenBases.length, where);

    // Each hidden thing is as if it were not there.
    for (const { id, baseId } of hidden.filter((_, index) => index % 97 === 0)) {
      const base = await findBase(db, baseId, me.userId);
      const proof = refusal(() => grant(me, 'read', 'Knowledge', base));
      if (typeof proof === 'string')
        assert.equal(
          proof,
          refusal(() => grant(me, 'read', 'Knowledge', null)),
        );
      else assert.equal(await findVisibleDocument(db, proof, id), undefined, where);
    }
    // Names are asked for of what was found in bases that are seen.
    const near = documents.filter(
      ({ baseId }, index) => index % 20 === 0 && seenBases.some(({ id }) => id === baseId),
    );
    const named = await readyDocuments(
      db,
      me.userId,
      near.map(({ id }) => id),
    );
    assert.deepEqual(new Set(named.keys()), new Set(near.map(({ id }) => id).filter(sees)), where);

    // Questions: by common words, by secrets of mine and of others, in each mode, in one base and in all.
    for (let asked = 0; asked < QUESTIONS; asked++) {
      const mode = SEARCH_MODES[asked % SEARCH_MODES.length] as (typeof SEARCH_MODES)[number];
      const other = hidden[below(hidden.length)] as Made;
      const own = mine[below(mine.length)] as Made;
      const query = [`${WORDS[below(10)]} ${WORDS[below(10)]}`, other.secret, own.secret][asked % 3] ?? '';
      const hits = await knowledge.searchAll(permit(me, 'read', 'Knowledge'), { query, mode, limit: 50 });
      for (const hit of hits)
        assert.ok(sees(hit.documentId), `${where}: "${query}" shows ${hit.documentName}`);
      const base = seenBases.find(({ id }) => id === other.baseId);
      if (!base) continue;
      const inside = await knowledge.searchBase(grant(me, 'read', 'Knowledge', base), {
        query,
        mode,
        limit: 50,
      });
      for (const hit of inside)
        assert.ok(sees(hit.documentId), `${where}: "${query}" shows ${hit.documentName}`);
    }
    const own = mine[below(mine.length)] as Made;
    const [first] = await knowledge.searchAll(permit(me, 'read', 'Knowledge'), {
      ...{ query: own.secret, mode: 'keyword', limit: 5 },
    });
    assert.equal(first?.documentId, own.id, `${where}: what is seen is found`);
  }
  await search.close();
});

function refusal<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    return (error as Error).message;
  }
}
