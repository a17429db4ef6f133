import { createHash, timingSafeEqual } from 'node:crypto';
import { type Database, insertIgnore, inTransaction } from '../db/index.ts';
import { type Attempts, createUser, hashPassword, hasUsers } from '../identity/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { accessErrors } from './errors.ts';
import { createWorkspace } from './workspaces.ts';

const CODE_BYTES = 10;
/** Crockford's letters: no I, L, O or U to mistake. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;

export interface Owner {
  email: string;
  password: string;
  name: string;
  workspace?: string | undefined;
}

/** One code for each start of the process, as long as there is no owner. */
export function newSetupCode(runtime: Pick<Runtime, 'randomBytes'>): string {
  const letters = [...runtime.randomBytes(CODE_BYTES)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${letters.slice(0, GROUP)}-${letters.slice(GROUP)}`;
}

export async function isSetupRequired(db: Database): Promise<boolean> {
  return !(await hasUsers(db));
}

const plain = (code: string) => code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');

/** Letter case and dashes don't matter; the comparison takes constant time. */
export function isSetupCode(given: string, expected: string): boolean {
  const digest = (code: string) => createHash('sha256').update(plain(code)).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The name under which wrong codes are counted. No e-mail is like it. */
const ATTEMPTS_NAME = 'set-up code';

/** Throws `setup_done` where this process has no code, `setup_code_wrong` or `too_many_attempts`. */
export async function checkSetupCode(attempts: Attempts, given: string, expected: string | null) {
  if (expected === null) throw accessErrors.setup_done();
  const right = await attempts.guard(ATTEMPTS_NAME, async () => isSetupCode(given, expected));
  if (!right) throw accessErrors.setup_code_wrong();
}

/**
 * Makes the first user and the first workspace, once for all time: a mark in `settings` that only one
 * transaction can insert decides between two that try at once. Throws `setup_done`.
 */
export async function makeOwner(db: Database, runtime: Runtime, owner: Owner): Promise<{ userId: string }> {
  if (!(await isSetupRequired(db))) throw accessErrors.setup_done();
  const passwordHash = await hashPassword(owner.password);
  return inTransaction(db, async (tx) => {
    const first = await insertIgnore(tx, 'settings', { name: 'owner', value: owner.email });
    if (!first) throw accessErrors.setup_done();
    const user = await createUser(tx, runtime, { email: owner.email, name: owner.name, passwordHash });
    await createWorkspace(tx, runtime, user.id, owner.workspace ?? 'Workspace');
    return { userId: user.id };
  });
}
