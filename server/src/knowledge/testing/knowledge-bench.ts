import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator, createSqlStore } from '@agenticgen/orchestrator';
import { memorySearch } from '@agenticgen/search/testing';
import { grant, permit } from '../../access/index.ts';
import { createBudgets } from '../../budgets/index.ts';
import type { Database, DatabaseHandle } from '../../db/index.ts';
import { createFileStore, folderBlobs } from '../../files/index.ts';
import { insertMember, insertWorkspace } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';
import { createBase } from '../bases.ts';
import { createSettler } from '../control.ts';
import { type NewDocument, putDocument } from '../documents.ts';
import { createIngestor, type Ingestor } from '../ingestor.ts';
import { createKnowledge } from '../knowledge.ts';
import type { IngestionStart } from '../needs.ts';
import { createParsers } from '../parse/parsers.ts';
import { knowledgeProcedures } from '../parts.ts';
import { collectionOf } from '../passages.ts';
import { type DocumentRow, findDocument } from '../queries.ts';
import { UNRANKED } from './unranked.ts';

export const TALE = Array.from(
  { length: 100 },
  (_, index) => `Sentence ${index} of the tale. 第${index}句。`,
).join(' ');

/** Knowledge on a database, with workers that can be stopped in the middle. */
export async function knowledgeBench(handle: DatabaseHandle) {
  const { db, dialect } = handle;
  const runtime = testRuntime(Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-knowledge-'));
  const files = createFileStore({ runtime, blobs: folderBlobs(folder, runtime.newId) });
  const search = memorySearch();
  const knowledge = createKnowledge({ db, search, ...UNRANKED });
  const parsers = createParsers(2);
  const ingestor = createIngestor({ db, files, search, parsers, now: runtime.now });
  const workspaceId = await insertWorkspace(db, runtime);
  const by = await insertMember(db, runtime, workspaceId, 'editor');
  const row = await createBase(db, runtime, permit(by, 'create', 'Knowledge'), {
    name: 'Base',
    description: '',
    visibility: 'workspace',
  });
  const budgets = createBudgets({ db, runtime });
  const settler = createSettler(db, ({ error }) => assert.fail(String(error)));
  /** Documents that triggers were told of, with their version. */
  const told: string[] = [];
  const workers: { stop(options: { graceMs: number }): Promise<void> }[] = [];

  /** A worker of its own; `hooks` replace what its ingestor does. */
  function worker(hooks: Partial<Ingestor> = {}) {
    const onIngested = async (_: Database, { name, version }: DocumentRow) =>
      void told.push(`${name} ${version}`);
    const given = { db, files, search, budgets, ingestor: { ...ingestor, ...hooks }, onIngested };
    const { ingestion, removal, retries, compaction } = knowledgeProcedures(given, () => starting());
    const starting = (): IngestionStart => ({ orchestrator, ingestion });
    const orchestrator = createOrchestrator<Database>({
      onEvent: settler.hear,
      store: createSqlStore({ db, dialect }),
      procedures: [ingestion, removal, retries, compaction],
      exclusive: true,
      pollMs: 10,
    });
    orchestrator.work();
    workers.push(orchestrator);
    return {
      needs: { db, runtime, orchestrator, files, ingestion, removal, retries },
      orchestrator,
      compaction,
    };
  }
  return {
    db,
    by,
    row,
    search,
    knowledge,
    ingestor,
    worker,
    told,
    base: () => grant(by, 'edit', 'Knowledge', row),
    read: () => grant(by, 'read', 'Knowledge', row),
    collection: search.collection(collectionOf(row.id)),
    upload: (
      needs: ReturnType<typeof worker>['needs'],
      name = 'tale.txt',
      text = TALE,
      more: Partial<NewDocument> = {},
    ) => putDocument(needs, grant(by, 'edit', 'Knowledge', row), { name, bytes: Buffer.from(text), ...more }),
    document: (documentId: string) => findDocument(db, row.id, documentId),
    folder,
    files,
    runtime,
    async state(documentId: string) {
      return (await findDocument(db, row.id, documentId))?.state;
    },
    async [Symbol.asyncDispose]() {
      for (const each of workers) await each.stop({ graceMs: 0 });
      await settler.rest();
      await parsers.close();
      await search.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
