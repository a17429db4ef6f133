import type { Keyring } from '../data-protection/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import { type EntryRow, hashOf } from './chain.ts';

const MAX_SUBJECT_LENGTH = 500;
const MAX_DETAILS_LENGTH = 4_000;

export interface AuditDraft {
  workspaceId: string | null;
  actorId: string | null;
  /** `noun.verb`. */
  action: string;
  /** What it was done to. */
  subject: string;
  outcome: 'done' | 'refused';
  runId?: string | null;
  details?: object;
  /** Told once only, however often it is told. */
  source?: string | null;
  /** Default: now. */
  at?: number;
}

export interface AuditNeeds {
  db: Database;
  runtime: { now(): number };
  keyring: Pick<Keyring, 'derive'>;
}

export interface Audit {
  /** There when it resolves, all or none, in the order given. With a transaction: when that commits. */
  append(drafts: readonly AuditDraft[], db?: Database): Promise<void>;
}

export const auditKey = (keyring: Pick<Keyring, 'derive'>) => keyring.derive('audit');

/** The log of who did what. One chain for the installation: whoever adds to it holds its head. */
export function createAudit({ db: own, runtime, keyring }: AuditNeeds): Audit {
  const key = auditKey(keyring);

  async function add(tx: Database, drafts: readonly AuditDraft[]): Promise<void> {
    await lockRow(tx, 'audit_heads', 'chain');
    const fresh = await unheard(tx, drafts);
    if (fresh.length === 0) return;
    const head = await tx
      .selectFrom('audit_heads')
      .selectAll()
      .where('id', '=', 'chain')
      .executeTakeFirstOrThrow();
    let { sequence, hash } = head;
    for (const draft of fresh) {
      sequence += 1;
      const entry = entryOf(draft, sequence, runtime.now());
      hash = hashOf(key, hash, entry);
      await tx
        .insertInto('audit_entries')
        .values({ ...entry, hash })
        .execute();
    }
    await tx.updateTable('audit_heads').set({ sequence, hash }).where('id', '=', 'chain').execute();
  }

  return {
    async append(drafts, db = own) {
      if (drafts.length > 0) await inTransaction(db, (tx) => add(tx, drafts));
    },
  };
}

async function unheard(tx: Database, drafts: readonly AuditDraft[]): Promise<AuditDraft[]> {
  const sources = drafts.flatMap(({ source }) => (source ? [source] : []));
  if (sources.length === 0) return [...drafts];
  const rows = await tx.selectFrom('audit_entries').select('source').where('source', 'in', sources).execute();
  const heard = new Set(rows.map(({ source }) => source));
  return drafts.filter(({ source }, index) => {
    const isFirst = drafts.findIndex((other) => other.source === source) === index;
    return !source || (isFirst && !heard.has(source));
  });
}

function entryOf(draft: AuditDraft, sequence: number, now: number): Omit<EntryRow, 'hash'> {
  const details = JSON.stringify(draft.details ?? {});
  return {
    sequence,
    at: draft.at ?? now,
    workspace_id: draft.workspaceId,
    actor_id: draft.actorId,
    action: draft.action,
    subject: draft.subject.slice(0, MAX_SUBJECT_LENGTH),
    outcome: draft.outcome,
    run_id: draft.runId ?? null,
    details: details.length > MAX_DETAILS_LENGTH ? JSON.stringify({ cut: details.length }) : details,
    source: draft.source ?? null,
  };
}
