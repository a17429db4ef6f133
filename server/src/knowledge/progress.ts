// How far the documents are that are being read, told from the logs of their runs.
import type { Database } from '../db/index.ts';
import type { DocumentView } from './contract.ts';
import type { DocumentRow } from './queries.ts';

export type Progress = NonNullable<DocumentView['progress']>;

const isPending = ({ state, update_state }: DocumentRow) => state === 'pending' || update_state === 'pending';

/** By run. At most a page of documents is asked about, and few of them are worked on at a time. */
export async function progressOf(
  db: Database,
  documents: readonly DocumentRow[],
): Promise<Map<string, Progress>> {
  const runIds = documents.flatMap((document) => (isPending(document) ? (document.run_id ?? []) : []));
  if (runIds.length === 0) return new Map();
  const runs = await db.selectFrom('runs').select(['id', 'state']).where('id', 'in', runIds).execute();
  const working = runs.flatMap(({ id, state }) => (state === 'running' ? id : []));
  const events = await lastEvents(db, working);
  return new Map(
    runs.map(({ id, state }) => [
      id,
      state === 'running' ? stageOf(events.get(id)) : { stage: 'waiting', done: 0 },
    ]),
  );
}

interface LastEvent {
  type: string;
  step: string | null;
  payload: string;
}

async function lastEvents(db: Database, runIds: readonly string[]): Promise<Map<string, LastEvent>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('run_events as event')
    .innerJoin(
      (eb) =>
        eb
          .selectFrom('run_events')
          .select((of) => ['run_id', of.fn.max('sequence').as('last')])
          .where('run_id', 'in', runIds)
          .groupBy('run_id')
          .as('newest'),
      (join) => join.onRef('newest.run_id', '=', 'event.run_id').onRef('newest.last', '=', 'event.sequence'),
    )
    .select(['event.run_id', 'event.type', 'event.step', 'event.payload'])
    .execute();
  return new Map(rows.map((row) => [row.run_id, row]));
}

/** Which of the stages goes on after an event. */
export function stageOf(event: LastEvent | undefined): Progress {
  if (event?.type === 'ingestion.progressed') {
    const { stage, done } = JSON.parse(event.payload) as Progress;
    return { stage, done };
  }
  // A step is done again under another name where it waited at a cap.
  const step = (event?.step ?? '').replace(/~\d+$/, '');
  if (step === 'index' || (step === 'read' && event?.type === 'step.finished'))
    return { stage: 'index', done: 0 };
  return { stage: 'read', done: 0 };
}
