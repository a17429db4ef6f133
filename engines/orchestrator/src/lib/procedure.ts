import type { Procedure } from './context.ts';

/** Names the types of a procedure; the value is returned as it is. */
export function procedure<I, O, Db = unknown>(definition: Procedure<I, O, Db>): Procedure<I, O, Db> {
  return definition;
}
