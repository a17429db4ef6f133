import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import type { Execution, Sandbox } from '@agenticgen/sandbox';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { mediaTypeOf } from '../files/index.ts';
import { type CodeEgressNeeds, codeEgress, type EgressNote } from './code-egress.ts';
import { scanSchema } from './code-policy-contract.ts';
import { type ExecutionView, LANGUAGES } from './contract.ts';
import { OUTPUT_EVENT } from './executions-contract.ts';
import { runInSandbox } from './sandboxed.ts';

export const executionInput = z.object({
  language: z.enum(LANGUAGES),
  code: z.string(),
  files: z.array(z.object({ name: z.string(), contentBase64: z.string() })),
  limits: z.object({ wallMs: z.number().optional(), memoryBytes: z.number().optional() }),
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

/** A program that somebody runs from a page, the CLI or the API: one step, which may run again after a crash. */
export function executionProcedure(
  needs: { sandbox: Sandbox } & Partial<CodeEgressNeeds>,
): ExecutionProcedure {
  const { sandbox, db, egress } = needs;
  return procedure({
    name: EXECUTION_PROCEDURE,
    input: executionInput,
    run: (ctx: Context<Database>, input: ExecutionInput) =>
      ctx.step('execute', async (step) => {
        const files = input.files.map(({ name, contentBase64 }) => ({
          name,
          bytes: Buffer.from(contentBase64, 'base64'),
        }));
        const { language, code, limits, scan } = input;
        if (scan) step.emit('code.scanned', scan);
        const job = { language, code, files, limits };
        const note = (said: EgressNote) => step.emit('code.egress', said);
        const broker = db && (await codeEgress({ db, egress }, ctx.scope ?? '', language, note));
        const execution = await runInSandbox(sandbox, job, {
          signal: step.signal,
          workspaceId: ctx.scope ?? '',
          egress: broker,
          onOutput: (stream, text) => step.delta(OUTPUT_EVENT, text, { stream }),
        });
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
      }),
  });
}
