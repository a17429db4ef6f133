import { type Execution, type Job, type Sandbox, SandboxError } from '@agenticgen/sandbox';
import { toolErrors } from './errors.ts';

/** Runs a job; what the sandbox refuses becomes a problem with the same words. */
export async function runInSandbox(sandbox: Sandbox, job: Job, signal: AbortSignal): Promise<Execution> {
  const state = await sandbox.probe();
  if (state.level === 'unavailable') throw toolErrors.sandbox_missing(state.reason ?? 'unknown reason');
  try {
    return await sandbox.run(job, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SandboxError) throw toolErrors.execution_failed(error.message);
    throw error;
  }
}
