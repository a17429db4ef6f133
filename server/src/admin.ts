import { membershipsOf } from './access/index.ts';
import { type AuditVerdict, verifyAudit } from './audit/index.ts';
import type { Config } from './config.ts';
import { createKeyring, loadSecretKey } from './data-protection/index.ts';
import { type DatabaseHandle, openDatabase } from './db/index.ts';
import { createKey, findUserByEmail, identityErrors } from './identity/index.ts';
import { systemRuntime } from './runtime/index.ts';

async function withStore<T>(config: Config, act: (handle: DatabaseHandle) => Promise<T>): Promise<T> {
  const handle = await openDatabase(config.databaseUrl);
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/** Makes an API key for a user's first workspace, beside a running server or without one. Throws `user_unknown`. */
export function createKeyFor(config: Config, wanted: { email: string; name: string }) {
  return withStore(config, async ({ db }) => {
    const user = await findUserByEmail(db, wanted.email.toLowerCase());
    if (!user) throw identityErrors.user_unknown(wanted.email);
    const [workspace] = await membershipsOf(db, user.id);
    if (!workspace) throw identityErrors.user_unknown(wanted.email);
    return createKey(db, systemRuntime, { userId: user.id, workspaceId: workspace.id, name: wanted.name });
  });
}

/** The accounts, oldest first. */
export function listUsers(config: Config) {
  return withStore(config, ({ db }) =>
    db.selectFrom('users').select(['id', 'email', 'name', 'created_at']).orderBy('id').limit(1_000).execute(),
  );
}

/** Goes through the audit log, beside a running server or without one. */
export function verifyAuditOf(config: Config): Promise<AuditVerdict> {
  const keyring = createKeyring(loadSecretKey(config.secretKeyFile));
  return withStore(config, ({ db }) => verifyAudit(db, keyring));
}
