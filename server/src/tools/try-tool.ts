import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import { callTool, type ToolPart } from './tool-step.ts';
import type { Toolbox } from './toolbox.ts';

export const tryInput = z.object({
  userId: z.string(),
  workspaceId: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
});
export type TryInput = z.infer<typeof tryInput>;
export type TryProcedure = Procedure<TryInput, ToolPart, Database>;

/** A call that a person makes from the page: the same rules and the same log as an agent's, but nobody else is asked. */
export function tryProcedure(needs: () => { db: Database; toolbox: Toolbox }): TryProcedure {
  return procedure({
    name: 'tools.try',
    input: tryInput,
    async run(ctx: Context<Database>, { userId, workspaceId, tool, arguments: given }: TryInput) {
      const { db, toolbox } = needs();
      const principal = await principalForRun(db, userId, workspaceId);
      const [entry] = await toolbox.list(workspaceId, [tool]);
      const { part } = await callTool(ctx, toolbox, {
        step: 'tool',
        entry,
        call: { callId: ctx.runId, tool, arguments: given },
        place: { principal, area: areaOf.run(ctx.runId) },
        firstCitation: 1,
      });
      return part;
    },
  });
}
