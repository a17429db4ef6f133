import { type Context, type Procedure, procedure, type StepContext } from '@agenticgen/orchestrator';
import type { Execution, Sandbox, StreamName } from '@agenticgen/sandbox';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { mediaTypeOf } from '../files/index.ts';
import { type CodeEgressNeeds, codeEgress, type EgressNote } from './code-egress.ts';
import { scanSchema } from './code-policy-contract.ts';
import type { CodeSessions } from './code-sessions.ts';
import { type ExecutionView, LANGUAGES } from './contract.ts';
import { OUTPUT_EVENT } from './executions-contract.ts';
import { runInSandbox } from './sandboxed.ts';

export const executionInput = z.object({
  language: z.enum(LANGUAGES),
  code: z.string(),
  files: z.array(z.object({ name: z.string(), contentBase64: z.string() })),
  limits: z.object({ wallMs: z.number().optional(), memoryBytes: z.number().optional() }),
  /** Run in this session, with the variables of what ran in it before. */
  session: z.string().optional(),
  /** Made when it was asked for; runs of earlier versions have none. */
  scan: scanSchema.optional(),
});
export type ExecutionInput = z.infer<typeof executionInput>;
export type ExecutionOutput = Omit<ExecutionView, 'runId'>;
export type ExecutionProcedure = Procedure<ExecutionInput, ExecutionOutput, Database>;
export const EXECUTION_PROCEDURE = 'tools.execution';

interface Made {
  name: string;
  bytes: Uint8Array;
}

function present({ name, bytes }: Made) {
  const contentBase64 = Buffer.from(bytes).toString('base64');
  return { name, mediaType: mediaTypeOf(name), size: bytes.length, contentBase64 };
}

/** What is not there because of a limit. */
function cut({ truncated, leftOut }: Execution): Pick<ExecutionView, 'truncated' | 'leftOut'> {
  return {
    ...(truncated.stdout || truncated.stderr ? { truncated } : {}),
    ...(leftOut ? { leftOut } : {}),
  };
}

export interface ExecutionNeeds extends Partial<CodeEgressNeeds> {
  sandbox: Sandbox;
  sessions: Pick<CodeSessions, 'run'>;
}

/** Runs it in its session, or in a place of its own that may ask the broker. */
async function execute(
  { sandbox, sessions, db, egress }: ExecutionNeeds,
  { language, code, files: given, limits, session }: ExecutionInput,
  step: StepContext,
  workspaceId: string,
): Promise<Execution> {
  const files = given.map(({ name, contentBase64 }) => ({
    name,
    bytes: Buffer.from(contentBase64, 'base64'),
  }));
  const on = {
    signal: step.signal,
    onOutput: (stream: StreamName, text: string) => step.delta(OUTPUT_EVENT, text, { stream }),
  };
  const note = (said: EgressNote) => step.emit('code.egress', said);
  const broker =
    db && (await codeEgress({ db, egress }, workspaceId, note, { runsOnce: session !== undefined }));
  const options = { ...on, egress: broker };
  if (session) return sessions.run(session, workspaceId, { code, files, limits }, options);
  return runInSandbox(sandbox, { language, code, files, limits }, { ...options, workspaceId });
}

/**
 * A program that somebody runs from a page, the CLI or the API: one step, which may run again after a crash; but not
 * in a session, whose variables it has changed.
 */
export function executionProcedure(needs: ExecutionNeeds): ExecutionProcedure {
  return procedure({
    name: EXECUTION_PROCEDURE,
    input: executionInput,
    run(ctx: Context<Database>, input: ExecutionInput) {
      const { scan, session } = input;
      const act = async (step: StepContext) => {
        if (scan) step.emit('code.scanned', scan);
        const execution = await execute(needs, input, step, ctx.scope ?? '');
        const { exitCode, stdout, stderr, durationMs, killedBy, refused } = execution;
        return {
          exitCode,
          stdout,
          stderr,
          files: execution.files.map(present),
          figures: execution.figures.map(present),
          durationMs: Math.round(durationMs),
          ...(killedBy ? { killedBy } : {}),
          ...cut(execution),
          ...(scan ? { scan } : {}),
          ...(refused ? { refused } : {}),
        };
      };
      return ctx.step('execute', act, session ? { effect: 'once' } : {});
    },
  });
}
