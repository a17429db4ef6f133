import type { Orchestrator, Run } from '@agenticgen/orchestrator';
import { type Granted, grant, type Principal, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { toPage } from '../http/index.ts';
import { findOwner, pageOfOwners, type RunOwner } from '../runs/index.ts';
import { toolErrors } from './errors.ts';
import { EXECUTION_PROCEDURE, type ExecutionInput, type ExecutionOutput } from './execution.ts';
import type { ExecutionSummary, WholeExecution } from './executions-contract.ts';

const MAX_TITLE_LENGTH = 120;
const BASE64_BYTES = 3 / 4;

export interface ExecutionsNeeds {
  db: Database;
  orchestrator: Pick<Orchestrator<Database>, 'run'>;
}

/** The first line that says something: what people know their code by. */
export function titleOf(code: string): string {
  const line = code.split('\n').find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, MAX_TITLE_LENGTH);
}

function summaryOf({ id, input, output, state, createdAt, finishedAt }: Run): ExecutionSummary {
  const { language, code } = input as ExecutionInput;
  const { exitCode = null, killedBy } = (output ?? {}) as Partial<ExecutionOutput>;
  return {
    runId: id,
    language,
    state,
    title: titleOf(code),
    createdAt,
    finishedAt,
    exitCode,
    ...(killedBy ? { killedBy } : {}),
  };
}

/** What a person has run, also in the transcript of nobody else. */
export async function pageOfExecutions(
  { db, orchestrator }: ExecutionsNeeds,
  principal: Principal,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const { by } = permit(principal, 'run', 'Execution');
  const { workspaceId, userId } = by;
  const filter = { workspaceId, userId, procedure: EXECUTION_PROCEDURE, before: cursor };
  const owners = await pageOfOwners(db, filter, limit + 1);
  const runs = await Promise.all(owners.map(({ run_id }) => orchestrator.run(run_id)));
  const found = runs.filter((run): run is Run => run !== null);
  return toPage(found, limit, summaryOf, ({ id }) => id);
}

/** Throws not_found for what is no execution, or somebody else's. */
export async function executionOf(
  { db, orchestrator }: ExecutionsNeeds,
  principal: Principal,
  runId: string,
): Promise<WholeExecution> {
  const owner = grant(principal, 'read', 'Transcript', await findOwner(db, runId));
  const run = await runOf(orchestrator, owner);
  const { code, files, session = null } = run.input as ExecutionInput;
  const output = run.state === 'done' ? (run.output as ExecutionOutput) : null;
  return {
    ...summaryOf(run),
    code,
    session,
    inputs: files.map(({ name, contentBase64 }) => ({
      name,
      size: Math.floor(contentBase64.replace(/=+$/, '').length * BASE64_BYTES),
    })),
    result: output ? { runId, ...output } : null,
    error: run.error,
  };
}

async function runOf(
  orchestrator: ExecutionsNeeds['orchestrator'],
  { record }: Granted<'read', RunOwner>,
): Promise<Run> {
  const run = await orchestrator.run(record.run_id);
  if (run?.procedure !== EXECUTION_PROCEDURE) throw toolErrors.not_an_execution();
  return run;
}
