import type { Principal } from '../../access/index.ts';
import type { Database } from '../../db/index.ts';
import { insertMember, insertWorkspace } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';

const DOCUMENTS = 10_000;
const BASES = 20;
const ROWS_AT_ONCE = 500;
export const WORDS = 'heron tower paper river copper winter market engine garden letter'.split(' ');

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

export interface Made {
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

/** Two people and a third, bases and documents, private and not, and grants by chance. */
export async function privateWorld(db: Database, seed: number) {
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
  return { seed, below, workspaceId, ada, bob, eve, bases, documents: rows.map(({ made }) => made) };
}
