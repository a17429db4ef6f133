import {
  createOrchestrator,
  createSqlStore,
  type Orchestrator,
  type OrchestratorOptions,
  procedure,
} from '@agenticgen/orchestrator';
import { z } from 'zod';
import { makeOwner } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { type DeliverNeeds, deliveryProcedure, type WorkflowProcedure } from '../workflows/index.ts';
import { sqliteForTest } from './databases.ts';
import { testRuntime } from './runtime.ts';

/** A workspace with one workflow, `w`, and a trigger of it. */
export async function triggeredWorkflow(maxQueued: number) {
  const { db, close } = await sqliteForTest();
  const runtime = testRuntime();
  const { userId } = await makeOwner(db, runtime, {
    email: 'o@example.org',
    password: 'a long word',
    name: 'O',
  });
  const { id: workspaceId } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow();
  const workflow: WorkflowProcedure = {
    name: 'workflows.run',
    input: { parse: (given) => given as never },
    run: async () => null,
  };
  const store = createSqlStore({ db, dialect: 'sqlite' });
  const deliver = deliveryProcedure(() => needs);
  const other = procedure({ name: 'other', input: z.object({}), run: async () => null });
  /** One that knows `other` only writes, so that those of it stay due. */
  const engines: Orchestrator<Database>[] = [];
  function engine(procedures: OrchestratorOptions<Database>['procedures'], depth = maxQueued) {
    const made = createOrchestrator<Database>({
      ...{ store, procedures, clock: runtime, id: runtime.newId, pollMs: 10 },
      admission: { maxQueued: depth },
    });
    engines.push(made);
    return made;
  }
  const orchestrator = engine([workflow, deliver]);
  const who = { workspace_id: workspaceId, created_by: userId, created_at: 1 };
  const row = { id: 'w', name: 'W', description: '', version: 1, updated_at: 1, deleted_at: null };
  await db
    .insertInto('workflows')
    .values({ ...who, ...row })
    .execute();
  const definition = JSON.stringify({
    name: 'W',
    priority: 'high',
    input: {},
    nodes: [{ id: 'a', type: 'value', value: 1 }],
  });
  const version = { workflow_id: 'w', version: 1, hash: 'h', definition, created_by: userId, created_at: 1 };
  await db.insertInto('workflow_versions').values(version).execute();
  const trigger = {
    id: 't',
    workflow_id: 'w',
    kind: 'document.ingested',
    secret: null,
    mapping: null,
    enabled: 1,
  };
  const last = { disabled_reason: null, last_run_id: null, last_at: null };
  await db
    .insertInto('workflow_triggers')
    .values({ ...who, ...trigger, ...last })
    .execute();
  const needs: DeliverNeeds = { orchestrator, runtime, workflow, deliver };
  const what = {
    workspaceId,
    userId,
    workflowId: 'w',
    version: null,
    origin: 'schedule',
    originId: 's',
  } as const;
  /** Fills one place of the queue until it is cancelled. */
  const fill = async () => (await engine([other], 1_000).start(db, other, {})).runId;
  const restart = () => engine([workflow, deliver]);
  async function dispose(): Promise<void> {
    for (const made of engines) await made.stop({ graceMs: 0 });
    await close();
  }
  return { db, runtime, needs, what, fill, restart, [Symbol.asyncDispose]: dispose };
}
