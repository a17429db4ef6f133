import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import {
  type BaseRow,
  type DocumentNeeds,
  deleteDocument,
  findDocument,
  type PutDocument,
  putDocument,
} from '../knowledge/index.ts';
import { isProblem } from '../problem/index.ts';
import type { Counts } from './contract.ts';
import type { Found, LeftOut, Validators } from './found.ts';
import { findItem, forgetItem, type ItemRow, type SourceRow, saveItem, unseenItems } from './queries.ts';

export interface KeepNeeds extends DocumentNeeds {
  db: Database;
}

/** One synchronization of a source, in the name of the one who made it. */
export interface Syncing {
  source: SourceRow;
  base: Granted<'edit', BaseRow>;
  runId: string;
  /** Of its documents. */
  sourceKind: 'url' | 'git';
}

export type Tally = Omit<Counts, 'isCut'>;

export const noTally = (): Tally => ({
  ...{ added: 0, replaced: 0, unchanged: 0 },
  ...{ removed: 0, skipped: 0, failed: 0 },
});

const UNSEEN_AT_ONCE = 100;
const MAX_REASON_LENGTH = 500;
/** What is wrong with the file itself, so that trying again is of no use. */
const NOT_READ = 'document_type_unsupported';

/** Makes a document of what was found, or a version of the one that is there. It may run again after a crash. */
export async function keep(
  needs: KeepNeeds,
  syncing: Syncing,
  found: Found,
  mark: string | null = null,
): Promise<keyof Tally> {
  const { source, base, sourceKind } = syncing;
  const { item, name, bytes } = found;
  let put: PutDocument;
  try {
    put = await putDocument(needs, base, {
      ...{ name, bytes },
      source: { kind: sourceKind, key: item, scope: source.id },
    });
  } catch (error) {
    if (!isProblem(error)) throw error;
    const isNotRead = error.code === NOT_READ;
    const left: LeftOut = isNotRead
      ? { kind: 'skipped', item, reason: 'media-type' }
      : { kind: 'failed', item, reason: error.message };
    return leaveOut(needs, syncing, left);
  }
  await saveItem(needs.db, {
    ...row(syncing, item),
    ...{ state: 'kept', reason: null, mark, document_id: put.documentId },
    validators: found.validators ? JSON.stringify(found.validators) : null,
  });
  return put.outcome;
}

/** Writes down why there is no document; one that there was goes if it is not wanted, and stays if its source failed. */
export async function leaveOut(
  needs: KeepNeeds,
  syncing: Syncing,
  { kind, item, reason }: LeftOut,
): Promise<keyof Tally> {
  const known = await findItem(needs.db, syncing.source.id, item);
  const stays = kind === 'failed' ? (known ?? null) : null;
  if (known && !stays) await removeDocument(needs, syncing, known);
  await saveItem(needs.db, {
    ...row(syncing, item),
    ...{ state: kind, reason: reason.slice(0, MAX_REASON_LENGTH).toWellFormed() },
    ...{ document_id: stays?.document_id ?? null, mark: stays?.mark ?? null },
    validators: stays?.validators ?? null,
  });
  return kind;
}

/** By what an item may be asked for again; null if its document is not there, or could not be read. */
export async function validatorsOf(
  needs: KeepNeeds,
  syncing: Syncing,
  item: string,
): Promise<Validators | null> {
  const known = await findItem(needs.db, syncing.source.id, item);
  if (!known?.validators || !(await isReadWhole(needs, syncing, known))) return null;
  return JSON.parse(known.validators) as Validators;
}

/** Says that an item that was not read is as it was. False if its document went meanwhile. */
export async function keepUnread(needs: KeepNeeds, syncing: Syncing, item: string): Promise<boolean> {
  const known = await findItem(needs.db, syncing.source.id, item);
  if (!known || !(await isReadWhole(needs, syncing, known))) return false;
  await saveItem(needs.db, { ...known, ...row(syncing, item), state: 'kept', reason: null });
  return true;
}

async function isReadWhole({ db }: KeepNeeds, { base }: Syncing, { document_id }: ItemRow): Promise<boolean> {
  const document = document_id === null ? undefined : await findDocument(db, base.record.id, document_id);
  return document !== undefined && document.state !== 'failed' && document.update_state !== 'failed';
}

/** Says that an item is as it was. False if its document is not there, or could not be read. */
export async function keepAsIs(
  needs: KeepNeeds,
  syncing: Syncing,
  item: string,
  mark: string,
): Promise<boolean> {
  const known = await findItem(needs.db, syncing.source.id, item);
  if (known?.mark !== mark || !(await isReadWhole(needs, syncing, known))) return false;
  await saveItem(needs.db, { ...known, ...row(syncing, item), state: 'kept', reason: null });
  return true;
}

/** Takes away what is not there any more. True if there was a document of it. */
export async function removeItem(needs: KeepNeeds, syncing: Syncing, item: string): Promise<boolean> {
  const known = await findItem(needs.db, syncing.source.id, item);
  if (!known) return false;
  const removed = await removeDocument(needs, syncing, known);
  await forgetItem(needs.db, syncing.source.id, item);
  return removed;
}

/** Takes away what this run has not seen. Answers how many documents went. */
export async function removeUnseen(needs: KeepNeeds, syncing: Syncing, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (;;) {
    signal.throwIfAborted();
    const rows = await unseenItems(needs.db, syncing.source.id, syncing.runId, UNSEEN_AT_ONCE);
    for (const { item } of rows) if (await removeItem(needs, syncing, item)) removed++;
    if (rows.length < UNSEEN_AT_ONCE) return removed;
  }
}

async function removeDocument(
  needs: KeepNeeds,
  { base }: Syncing,
  { document_id }: ItemRow,
): Promise<boolean> {
  if (document_id === null) return false;
  const document = await findDocument(needs.db, base.record.id, document_id);
  if (!document) return false;
  await deleteDocument(needs, base, document);
  return true;
}

const row = ({ source, runId }: Syncing, item: string) => ({ source_id: source.id, run_id: runId, item });
