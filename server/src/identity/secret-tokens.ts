import { createHash } from 'node:crypto';
import type { Runtime } from '../runtime/index.ts';

const SECRET_BYTES = 32;

/** An unguessable token with a readable prefix; only its hash is ever stored. */
export function newSecretToken(runtime: Pick<Runtime, 'randomBytes'>, prefix: string): string {
  return `${prefix}_${runtime.randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** SHA-256 is enough here: the tokens are random, so there is nothing to guess from a hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
