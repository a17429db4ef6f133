import { type Execution, type Job, type RunOptions, type Sandbox, SandboxError } from '@agenticgen/sandbox';
import type { Problem } from '../problem/index.ts';
import { toolErrors } from './errors.ts';

export type InSandbox = Pick<RunOptions, 'onOutput'> & {
  signal: AbortSignal;
  /** Given where the sandbox can give it; code elsewhere finds no network. */
  egress?: RunOptions['egress'] | undefined;
};

/** Runs a job on the account of a workspace; what the sandbox refuses becomes a problem with the same words. */
export async function runInSandbox(
  sandbox: Sandbox,
  job: Job,
  { workspaceId, egress, ...options }: InSandbox & { workspaceId: string },
): Promise<Execution> {
  const state = await sandbox.probe();
  if (state.level === 'unavailable') throw toolErrors.sandbox_missing(state.reason ?? 'unknown reason');
  try {
    const way = egress && state.egress?.includes(job.language) ? { egress } : {};
    return await sandbox.run(job, { ...options, ...way, share: workspaceId });
  } catch (error) {
    options.signal.throwIfAborted();
    throw sandboxProblem(error);
  }
}

/** What the sandbox refuses, for callers; anything else as it came. */
export function sandboxProblem(error: unknown): unknown {
  if (!(error instanceof SandboxError)) return error;
  if (error.code === 'sandbox_busy')
    return toolErrors.sandbox_busy(error.message).retryAfter((error.retryAfterMs ?? 0) / 1_000);
  return toolErrors.execution_failed(error.message);
}

/** What a caller is told of an execution that came to no result; `retryAfterMs` is for one that found no place. */
export function executionProblem(
  error: { code: string; message: string } | null,
  retryAfterMs: number,
): Problem {
  if (!error) return toolErrors.execution_failed('Cannot run code: it was cancelled');
  if (error.code !== 'sandbox_busy') return toolErrors.execution_failed(error.message);
  return toolErrors.sandbox_busy(error.message).retryAfter(retryAfterMs / 1_000);
}
