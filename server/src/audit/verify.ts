import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { auditKey } from './audit.ts';
import { FIRST_HASH, hashOf } from './chain.ts';

const BATCH = 1_000;

export interface AuditVerdict {
  ok: boolean;
  /** Entries that were looked at and hold. */
  entries: number;
  /** The newest that holds: written down elsewhere, it shows later whether the end was cut off. */
  head: string;
  /** The first that does not hold. */
  broken: { sequence: number; reason: 'missing' | 'changed' | 'head' } | null;
}

/** Goes through the whole chain. Says the first entry that was changed, taken away or added. */
export async function verifyAudit(db: Database, keyring: Pick<Keyring, 'derive'>): Promise<AuditVerdict> {
  const key = auditKey(keyring);
  const known = await db.selectFrom('audit_heads').selectAll().where('id', '=', 'chain').executeTakeFirst();
  let entries = 0;
  let head = FIRST_HASH;
  const broken = (sequence: number, reason: 'missing' | 'changed' | 'head'): AuditVerdict => {
    return { ok: false, entries, head, broken: { sequence, reason } };
  };
  for (;;) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('sequence', '>', entries)
      .orderBy('sequence')
      .limit(BATCH)
      .execute();
    for (const { hash, ...entry } of rows) {
      // What is added after the head was read is the next verification's matter.
      if (known && entries === known.sequence) return ended();
      if (entry.sequence !== entries + 1) return broken(entries + 1, 'missing');
      if (hashOf(key, head, entry) !== hash) return broken(entry.sequence, 'changed');
      entries += 1;
      head = hash;
    }
    if (rows.length === 0) return ended();
  }

  function ended(): AuditVerdict {
    if (known?.sequence !== entries || known.hash !== head) return broken(entries + 1, 'head');
    return { ok: true, entries, head, broken: null };
  }
}
