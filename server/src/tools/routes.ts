import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Sandbox } from '@agenticgen/sandbox';
import { type AccessVariables, permit } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { createRouter, httpErrors } from '../http/index.ts';
import { type RunBy, startRun } from '../runs/index.ts';
import { admitted, judgeCode, worstOf } from './code-scan.ts';
import type { CodeSessions } from './code-sessions.ts';
import * as sessionContract from './code-sessions-contract.ts';
import type { ExecutionView } from './contract.ts';
import * as contract from './contract.ts';
import { toolErrors } from './errors.ts';
import type { ExecutionInput, ExecutionOutput, ExecutionProcedure } from './execution.ts';
import { executionOf, pageOfExecutions, titleOf } from './executions.ts';
import * as executions from './executions-contract.ts';
import { executionProblem } from './sandboxed.ts';

export interface ToolRouteNeeds {
  db: Database;
  orchestrator: Orchestrator<Database>;
  execution: ExecutionProcedure;
  sandbox: Sandbox;
  sessions: CodeSessions;
  /** Fires when the server stops: the run goes on after the next start, its caller is told to come back. */
  stopping: AbortSignal;
}

async function start(needs: ToolRouteNeeds, by: RunBy, input: ExecutionInput): Promise<string> {
  const { orchestrator } = needs;
  const options = { label: titleOf(input.code), priority: 'interactive' } as const;
  const { runId } = await inTransaction(needs.db, (tx) =>
    startRun(tx, orchestrator, by, needs.execution, input, options),
  );
  orchestrator.announce();
  return runId;
}

/** Waits for the end; a caller who goes away takes the run with it. */
async function ended(
  needs: ToolRouteNeeds,
  { workspaceId }: RunBy,
  runId: string,
  gone: AbortSignal,
): Promise<ExecutionView> {
  const { orchestrator, stopping } = needs;
  for await (const _ of orchestrator.follow(runId, { after: 0, signal: AbortSignal.any([gone, stopping]) }));
  if (stopping.aborted) throw httpErrors.shutting_down();
  if (gone.aborted) await orchestrator.cancel(runId, 'caller is gone');
  const run = await orchestrator.run(runId);
  if (run?.state !== 'done')
    throw executionProblem(run?.error ?? null, needs.sandbox.retryAfterMs(workspaceId));
  return { runId, ...(run.output as ExecutionOutput) };
}

export function toolRoutes(needs: ToolRouteNeeds) {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.execute, async (c) => {
    const { by } = permit(c.var.principal, 'run', 'Execution');
    const { language, code, files, limits, acceptFindings, session } = c.req.valid('json');
    if (session) needs.sessions.check(by, session, language);
    const judged = await judgeCode(needs.db, by.workspaceId, { language, code });
    const scan = admitted(judged);
    if (judged.decision === 'ask' && !acceptFindings) throw toolErrors.code_not_accepted(worstOf(scan));
    const input = {
      language,
      code,
      files: files ?? [],
      limits: limits ?? {},
      scan,
      ...(session ? { session } : {}),
    };
    const runId = await start(needs, by, input);
    if (prefersAsync(c.req.valid('header').prefer)) return c.json({ runId }, 202);
    return c.json(await ended(needs, by, runId, c.req.raw.signal), 200);
  });

  router.openapi(executions.listExecutions, async (c) =>
    c.json(await pageOfExecutions(needs, c.var.principal, c.req.valid('query')), 200),
  );

  router.openapi(executions.getExecution, async (c) =>
    c.json(await executionOf(needs, c.var.principal, c.req.valid('param').id), 200),
  );

  router.openapi(sessionContract.openCodeSession, async (c) => {
    const { by } = permit(c.var.principal, 'run', 'Execution');
    return c.json(await needs.sessions.open(by, c.req.valid('json').language), 201);
  });

  router.openapi(sessionContract.listCodeSessions, (c) => {
    const { by } = permit(c.var.principal, 'run', 'Execution');
    return c.json({ items: needs.sessions.list(by) }, 200);
  });

  router.openapi(sessionContract.closeCodeSession, async (c) => {
    const { by } = permit(c.var.principal, 'run', 'Execution');
    await needs.sessions.close(by, c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(contract.getSandbox, async (c) => {
    permit(c.var.principal, 'read', 'Agent');
    const state = await needs.sandbox.probe();
    const python = state.python ? `Python ${state.python.version}` : null;
    const javascript = state.javascript ? `Node ${state.javascript.version}` : null;
    const { level, reason = null, fix = null } = state;
    return c.json({ level, reason, fix, python, javascript }, 200);
  });

  return router;
}

/** RFC 7240: preferences are parted by commas, their parameters by semicolons. */
function prefersAsync(prefer = ''): boolean {
  return prefer.split(',').some((one) => one.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}
