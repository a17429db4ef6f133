import type { KeptResult } from '../lib/store.ts';
import type { DialectParts, Tables } from './dialect.ts';

export async function findResult(db: Tables, name: string, now: number): Promise<KeptResult | null> {
  const kept = db.selectFrom('run_results').selectAll().where('name', '=', name);
  const row = await kept.where('expires_at', '>', now).executeTakeFirst();
  if (!row) return null;
  const { scope, output, run_id, created_at, expires_at } = row;
  return { name, scope, output, runId: run_id, createdAt: created_at, expiresAt: expires_at };
}

/** The newest of a name takes the place of the one before. */
export function keepResult(
  tx: Tables,
  parts: DialectParts,
  { name, scope, output, runId, createdAt, expiresAt }: KeptResult,
): Promise<void> {
  return parts.putResult(tx, {
    ...{ name, scope, output },
    run_id: runId,
    created_at: createdAt,
    expires_at: expiresAt,
  });
}
