import type { Procedure } from '@agenticgen/orchestrator';
import type { Definition } from '@agenticgen/orchestrator/workflow';
import { toolName } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { depthOf } from '../runs/index.ts';
import {
  jsonSchemaType,
  type ProvidedTool,
  type Tool,
  type ToolProvider,
  tameSchema,
  toolErrors,
} from '../tools/index.ts';
import type { WorkflowInput, WorkflowProcedure } from './procedures.ts';
import { newestDefinitions, type WorkflowRow } from './queries.ts';

/** Workflows that run workflows as tools. */
const MAX_DEPTH = 3;

interface Needs {
  db: Database;
  workflow: WorkflowProcedure;
}

/** Every workflow as a tool: its input is the arguments, its output the result, its work a run of its own. */
export function workflowProvider(needs: () => Needs): ToolProvider {
  return {
    async list(workspaceId, names) {
      if (names && !names.some((name) => name.startsWith('workflow_'))) return [];
      const rows = await newestDefinitions(needs().db, workspaceId);
      return rows.map((row): ProvidedTool => {
        const source = { kind: 'workflow' as const, id: row.id, name: row.name };
        const tool = workflowTool(needs, row, JSON.parse(row.definition) as Definition);
        return { tool: tool as Tool, source, version: row.version, state: 'ready' };
      });
    },
  };
}

function workflowTool(
  needs: () => Needs,
  { id, name, description, version }: WorkflowRow,
  { input }: Definition,
): Tool<Record<string, unknown>> {
  const parameters = { ...tameSchema(input ?? {}), type: 'object' };
  return {
    name: toolName('workflow', name, id),
    title: name,
    description: `Runs the workflow ${name}. ${description}`.slice(0, 1_000),
    effect: 'write',
    parameters,
    schema: jsonSchemaType(parameters),
    right: ['run', 'Workflow'],
    run: () => Promise.reject(new TypeError('It is a run of its own')),
    child: {
      get procedure() {
        return needs().workflow as unknown as Procedure<unknown, unknown, Database>;
      },
      label: name,
      async inputOf(given, { principal, runId }): Promise<WorkflowInput> {
        const { root, depth } = await depthOf(needs().db, runId, 'workflows.run');
        if (depth >= MAX_DEPTH) throw toolErrors.runs_too_deep(name);
        const { userId, workspaceId } = principal;
        return {
          by: { userId, workspaceId, rootId: root, origin: name },
          workflowId: id,
          version,
          input: given,
        };
      },
      resultOf: (output) => (typeof output === 'string' ? output : JSON.stringify(output ?? null, null, 2)),
    },
  };
}
