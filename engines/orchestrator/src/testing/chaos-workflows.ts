import { appendFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Context } from '../lib/context.ts';
import { OrchestratorError, StepInterrupted } from '../lib/errors.ts';
import type { Definition } from '../workflow/definition.ts';
import type { TestTables } from './sqlite.ts';
import { defined, workflowProcedures } from './workflows.ts';

type Db = Kysely<TestTables>;

const tool = (id: string, name: string, after: string[] = [], more: object = {}) => ({
  ...{ id, type: 'tool' as const, tool: name, after },
  ...more,
});

/** A mixed set: what waits, fails, repeats, races and undoes. */
export const CHAOS_WORKFLOWS: readonly Definition[] = [
  defined({
    name: 'sequence',
    nodes: [tool('a', 'effect'), tool('b', 'effect', ['a']), tool('c', 'outside', ['b'])],
  }),
  defined({
    name: 'diamond',
    nodes: [
      tool('a', 'effect'),
      tool('b', 'effect', ['a']),
      tool('c', 'outside', ['a']),
      tool('d', 'effect', ['b', 'c']),
    ],
  }),
  defined({
    name: 'items',
    nodes: [
      {
        id: 'each',
        type: 'map',
        over: '[1, 2, 3, 4]',
        concurrency: 2,
        do: { nodes: [tool('x', 'effect'), tool('y', 'outside', ['x'])] },
      },
      tool('end', 'effect', ['each']),
    ],
  }),
  defined({
    name: 'rounds',
    nodes: [
      {
        id: 'again',
        type: 'loop',
        state: 0,
        until: 'state >= 3',
        do: {
          nodes: [tool('x', 'effect'), { id: 'n', type: 'value', after: ['x'], value: '{{state + 1}}' }],
          output: '{{nodes.n}}',
        },
      },
    ],
  }),
  defined({
    name: 'flaky',
    nodes: [
      tool('a', 'flaky', [], { retry: { times: 2, backoffMs: 5 } }),
      tool('b', 'broken', ['a']),
      tool('c', 'effect', ['b:error']),
      tool('d', 'outside', ['c']),
    ],
  }),
  defined({
    name: 'pauses',
    nodes: [
      { id: 'nap', type: 'delay', ms: 40 },
      { id: 'late', type: 'wait', after: ['nap'], signals: ['never'], timeoutMs: 60 },
      tool('a', 'effect', ['late:timeout']),
    ],
  }),
  defined({
    name: 'race',
    nodes: [
      tool('quick', 'effect', [], { cancels: ['slow'] }),
      { id: 'slow', type: 'wait', signals: ['never'] },
      { id: 'end', type: 'join', after: ['quick', 'slow:never'], join: 'any' },
      tool('after', 'effect', ['end']),
    ],
  }),
];

export interface ChaosTask {
  task: { tool: string };
}

/** What the tools do: an effect in the database with its record, and one outside that nothing can take back. */
export function chaosProcedures(outsideFile: string) {
  return workflowProcedures<Db>(async (ctx, task, attempt) => {
    if (task.type !== 'tool') throw new OrchestratorError('unknown_task', `Cannot do ${task.type}`);
    switch (task.tool) {
      case 'effect':
        await ctx.step('think', async () => new Promise((resolve) => setTimeout(resolve, 5)));
        await ctx.commit('effect', async (db) => {
          await db.insertInto('effects').values({ name: ctx.runId }).execute();
        });
        return { output: 'effect' };
      case 'outside':
        return { output: await callOutside(ctx, outsideFile) };
      case 'flaky':
        if (attempt === 1) throw new OrchestratorError('flaky', 'Cannot do it the first time');
        return { output: 'flaky' };
      default:
        throw new OrchestratorError('broken', 'Cannot do it at all');
    }
  });
}

/** A tool whose effect must not happen twice; if its worker dies in it, that is told and not tried again. */
async function callOutside(ctx: Context<Db>, file: string): Promise<string> {
  const act = async () => {
    appendFileSync(file, `${ctx.runId}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 'called';
  };
  try {
    return await ctx.step('call', act, { effect: 'once' });
  } catch (error) {
    if (error instanceof StepInterrupted) return 'interrupted';
    throw error;
  }
}
