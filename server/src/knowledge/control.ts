// Ingestions that are called off, taken up again, or ended without saying so.
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { knowledgeErrors } from './errors.ts';
import { startIngestion } from './ingestion-run.ts';
import type { DocumentNeeds, IngestionStart } from './needs.ts';
import { type BaseRow, changeableDocuments, type DocumentRow, type Reader } from './queries.ts';
import { sharedAs } from './sharing.ts';
import { endVersion, failedWith } from './versions.ts';

/** Documents that one transaction calls off or takes up again. */
const AT_ONCE = 200;
/** Rounds of that for one request: more than a base can have under way. */
const MAX_ROUNDS = 1_000;

/**
 * Calls off what is being read of a document, or of all documents of the base that the person may change. Its end is
 * written at once, so what waits does not begin; what is under way is told to stop, and may be too late to do so.
 */
export async function cancelIngestions(
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  only?: DocumentRow,
): Promise<number> {
  for (let [round, cancelled] = [0, 0]; ; round++) {
    const some = await inTransaction(needs.db, (tx) => cancelSome(tx, base, only));
    for (const runId of some.runs) await needs.orchestrator.cancel(runId, 'ingestion cancelled');
    cancelled += some.count;
    if (some.count < AT_ONCE || round >= MAX_ROUNDS) return cancelled;
  }
}

async function cancelSome(tx: Database, { record, by }: Granted<'edit', BaseRow>, only?: DocumentRow) {
  const open = changeableDocuments(tx, by.userId)
    .innerJoin('knowledge_versions as version', (join) =>
      join.onRef('version.document_id', '=', 'document.id').onRef('version.number', '=', 'document.latest'),
    )
    .select(['document.id', 'version.number', 'version.run_id'])
    .where('document.base_id', '=', record.id)
    .where('version.state', '=', 'pending');
  const rows = await (only ? open.where('document.id', '=', only.id) : open).limit(AT_ONCE).execute();
  const outcome = failedWith(knowledgeErrors.document_cancelled());
  for (const { id, number, run_id } of rows) await endVersion(tx, id, number, outcome, run_id);
  return { count: rows.length, runs: rows.flatMap(({ run_id }) => run_id ?? []) };
}

/** Reads the newest version of a document again that failed or was cancelled. Throws `document_not_failed`. */
export async function retryDocument(
  needs: DocumentNeeds,
  { record, by }: Granted<'edit', BaseRow>,
  { id }: DocumentRow,
): Promise<{ runId: string }> {
  const runId = await inTransaction(needs.db, async (tx) => {
    const [row] = await failedDocuments(tx, record.id, by).where('document.id', '=', id).execute();
    if (!row) throw knowledgeErrors.document_not_failed();
    return readAgain(tx, needs, record, by, row);
  });
  needs.orchestrator.announce();
  return { runId };
}

/**
 * Takes up some of what failed, of runs that began before `before`: what fails again does not come up twice. Answers
 * how many there were.
 */
export async function retrySome(
  tx: Database,
  needs: IngestionStart,
  base: Pick<BaseRow, 'id' | 'visibility'>,
  by: Reader,
  before: string,
): Promise<number> {
  const rows = await failedDocuments(tx, base.id, by)
    .where((eb) => eb.or([eb('version.run_id', 'is', null), eb('version.run_id', '<', before)]))
    .limit(AT_ONCE)
    .execute();
  for (const row of rows) await readAgain(tx, needs, base, by, row);
  return rows.length;
}

export const isLastRound = (count: number) => count < AT_ONCE;

const failedDocuments = (db: Database, baseId: string, reader: Pick<Reader, 'userId'>) =>
  latestVersions(db, baseId, reader).where('version.state', '=', 'failed');

/** The document with its newest version, if that is the one that is shown, and nothing is being done to it. */
export function shownReady(
  db: Database,
  { record, by }: Granted<'edit', BaseRow>,
  documentId: string,
): Promise<LatestRow | undefined> {
  return latestVersions(db, record.id, by)
    .where('document.id', '=', documentId)
    .where('version.state', '=', 'ready')
    .whereRef('document.version', '=', 'version.number')
    .executeTakeFirst();
}

function latestVersions(db: Database, baseId: string, { userId }: Pick<Reader, 'userId'>) {
  return changeableDocuments(db, userId)
    .innerJoin('knowledge_versions as version', (join) =>
      join.onRef('version.document_id', '=', 'document.id').onRef('version.number', '=', 'document.latest'),
    )
    .selectAll('document')
    .select(['version.number', 'version.run_id as last_run_id', 'version.name as version_name'])
    .where('document.base_id', '=', baseId);
}

type LatestRow = Awaited<ReturnType<ReturnType<typeof latestVersions>['execute']>>[number];

/** Starts the ingestion of a document's newest version anew. */
export async function readAgain(
  tx: Database,
  needs: IngestionStart,
  base: Pick<BaseRow, 'id' | 'visibility'>,
  by: Reader,
  row: LatestRow,
): Promise<string> {
  const { id, number } = row;
  const shared = sharedAs(base, row);
  const input = { baseId: base.id, documentId: id, version: number, after: row.last_run_id };
  const runId = await startIngestion(tx, needs, { ...by, shared }, input, row.version_name);
  const open = { run_id: runId, error_code: null, error_message: null };
  await tx
    .updateTable('knowledge_versions')
    .set({ ...open, state: 'pending' })
    .where('document_id', '=', id)
    .where('number', '=', number)
    .execute();
  const state = row.state === 'ready' ? { update_state: 'pending' } : { state: 'pending' };
  await tx
    .updateTable('knowledge_documents')
    .set({ ...open, ...state })
    .where('id', '=', id)
    .execute();
  return runId;
}

/**
 * A run that is cancelled before a worker took it, or whose workers keep dying, never comes to say how its version
 * ended: it is said for it. Of one run, or at the start of all.
 */
export async function settleEnded(db: Database, runId?: string): Promise<number> {
  for (let [round, settled] = [0, 0]; ; round++) {
    const some = await inTransaction(db, (tx) => settleSome(tx, runId));
    settled += some;
    if (isLastRound(some) || round >= MAX_ROUNDS) return settled;
  }
}

async function settleSome(tx: Database, runId: string | undefined): Promise<number> {
  const ended = tx
    .selectFrom('knowledge_versions as version')
    .innerJoin('runs', 'runs.id', 'version.run_id')
    .select([
      'version.document_id',
      'version.number',
      'version.run_id',
      'runs.state',
      'runs.error_code',
      'runs.error_message',
    ])
    .where('version.state', '=', 'pending')
    .where('runs.state', 'in', ['cancelled', 'failed']);
  const rows = await (runId ? ended.where('runs.id', '=', runId) : ended).limit(AT_ONCE).execute();
  for (const { document_id, number, run_id, state, error_code, error_message } of rows) {
    const cancelled = knowledgeErrors.document_cancelled();
    const failed = { code: error_code ?? 'internal_error', message: error_message ?? '' };
    await endVersion(tx, document_id, number, failedWith(state === 'failed' ? failed : cancelled), run_id);
  }
  return rows.length;
}

/** Hears the events of all runs, and settles ingestions that ended without having been carried. */
export function createSettler(db: Database, onTrouble: (trouble: { act: string; error: unknown }) => void) {
  const underWay = new Set<Promise<unknown>>();
  const settle = (runId?: string): void => {
    const settling = settleEnded(db, runId)
      .catch((error) => onTrouble({ act: 'say how an ingestion ended', error }))
      .finally(() => underWay.delete(settling));
    underWay.add(settling);
  };
  return {
    /** What ended while no process was there to hear it. */
    catchUp: () => settle(),
    hear({ type }: { type: string }, { runId, procedure }: { runId: string; procedure: string }): void {
      if (procedure === 'knowledge.ingestion' && ENDS.includes(type)) settle(runId);
    },
    /** Ends with what was begun: the database may be closed then. */
    async rest(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}

const ENDS = ['run.cancelled', 'run.failed'];
