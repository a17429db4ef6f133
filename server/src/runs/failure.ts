import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';

/** As the tables of what a run works on have it. */
export interface Failure {
  error_code: string;
  error_message: string;
}

/**
 * What a failure of a run tells, if it is one: a run that is parked or lost goes on elsewhere and has not failed. `act`
 * is what could not be done, such as "embed documents".
 */
export function failureOf(
  { signal }: Pick<Context<Database>, 'signal'>,
  error: unknown,
  act: string,
): Failure | undefined {
  const reason = signal.aborted ? (signal.reason as { kind?: string }) : undefined;
  if (reason?.kind === 'cancel')
    return { error_code: 'cancelled', error_message: `Cannot ${act}: it was cancelled` };
  if (reason) return undefined;
  const { code, message, cause } = error as {
    code?: unknown;
    message?: unknown;
    cause?: { message?: unknown };
  };
  if (typeof code === 'string') return { error_code: code, error_message: String(cause?.message ?? message) };
  return { error_code: 'internal_error', error_message: `Cannot ${act}: the server failed` };
}
