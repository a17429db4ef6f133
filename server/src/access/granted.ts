import { accessErrors } from './errors.ts';
import type { Principal } from './principal.ts';
import type { SubjectName, Verb } from './roles.ts';

declare const proof: unique symbol;

/**
 * Proof that `by` may do `V` to `record`. Only `grant` makes one, so a verb that asks for a
 * `Granted<'edit', Conversation>` cannot be called where the check was forgotten: it does not compile.
 */
export interface Granted<V extends Verb, R> {
  readonly by: Principal;
  readonly record: R;
  readonly [proof]: V;
}

/** Proof that `by` may do `V` to things of kind `K` at large: making one, listing them. */
export interface Permit<V extends Verb, K extends SubjectName> {
  readonly by: Principal;
  readonly [proof]: readonly [V, K];
}

/** What every record under access control tells: the workspace that it lives in. */
export interface Guarded {
  workspace_id: string;
}

/**
 * Mints the proof. A record that is missing, of another workspace, or not readable to the caller is
 * `not_found` alike, so that nobody learns that it exists; one that is readable only is `forbidden`.
 */
export function grant<V extends Verb, R extends Guarded>(
  by: Principal,
  verb: V,
  kind: SubjectName,
  record: R | undefined | null,
): Granted<V, R> {
  if (!record || record.workspace_id !== by.workspaceId) throw accessErrors.not_found(kind);
  if (!by.ability.can(verb, kind, record)) {
    throw by.ability.can('read', kind, record)
      ? accessErrors.forbidden(verb, kind, by.role)
      : accessErrors.not_found(kind);
  }
  return { by, record } as Granted<V, R>;
}

/** Mints the proof for a kind. Throws `forbidden`. */
export function permit<V extends Verb, K extends SubjectName>(by: Principal, verb: V, kind: K): Permit<V, K> {
  if (!by.ability.can(verb, kind)) throw accessErrors.forbidden(verb, kind, by.role);
  return { by } as Permit<V, K>;
}
