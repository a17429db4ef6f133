import { type Database, isUniqueViolation } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { User } from './contract.ts';
import { identityErrors } from './errors.ts';
import { hashPassword } from './passwords.ts';
import { findUser } from './queries.ts';

export interface NewUser {
  email: string;
  name: string;
  /** Made with `hashPassword` before a transaction is opened: it takes tens of milliseconds. */
  passwordHash: string;
}

type UserRow = NonNullable<Awaited<ReturnType<typeof findUser>>>;

export function presentUser(row: Pick<UserRow, 'id' | 'email' | 'name' | 'locale'>): User {
  return { id: row.id, email: row.email, name: row.name, locale: row.locale as User['locale'] };
}

/** Throws `email_taken`. */
export async function createUser(db: Database, runtime: Runtime, user: NewUser): Promise<User> {
  const row = {
    id: runtime.newId(),
    email: user.email,
    name: user.name,
    password_hash: user.passwordHash,
    locale: null,
    created_at: runtime.now(),
    disabled_at: null,
  };
  try {
    await db.insertInto('users').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw identityErrors.email_taken();
    throw error;
  }
  return presentUser(row);
}

export async function updateUser(
  db: Database,
  id: string,
  change: { name?: string | undefined; locale?: User['locale'] | undefined },
): Promise<User> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.locale === undefined ? {} : { locale: change.locale }),
  };
  if (Object.keys(set).length > 0) await db.updateTable('users').set(set).where('id', '=', id).execute();
  const row = await findUser(db, id);
  if (!row) throw identityErrors.token_invalid();
  return presentUser(row);
}

export async function setPassword(db: Database, id: string, password: string): Promise<void> {
  const password_hash = await hashPassword(password);
  await db.updateTable('users').set({ password_hash }).where('id', '=', id).execute();
}
