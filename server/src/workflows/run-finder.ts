import type { Run } from '@agenticgen/orchestrator';
import { grant, type Principal } from '../access/index.ts';
import { findOwner } from '../runs/index.ts';
import { workflowErrors } from './errors.ts';
import { presentWorkflowRun } from './present.ts';
import { findWorkflowRun, type WorkflowRunRow } from './queries.ts';
import type { StartNeeds } from './start.ts';

export function createRunFinder({ db, orchestrator }: Pick<StartNeeds, 'db' | 'orchestrator'>) {
  return {
    /** The run, for somebody who may do this to it. */
    async runOf(by: Principal, verb: 'read' | 'edit', id: string, kind: 'Run' | 'Transcript' = 'Run') {
      grant(by, verb, kind, await findOwner(db, id));
      const [row, run] = await Promise.all([findWorkflowRun(db, id), orchestrator.run(id)]);
      if (!row || !run) throw workflowErrors.not_a_workflow_run();
      return { row, run };
    },
    async viewOf(row: WorkflowRunRow, run: Run) {
      const workflow = await db
        .selectFrom('workflows')
        .select('name')
        .where('id', '=', row.workflow_id)
        .executeTakeFirstOrThrow();
      return presentWorkflowRun(row, workflow.name, run);
    },
  };
}
