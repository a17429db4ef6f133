import {
  type Context,
  createOrchestrator,
  createSqlStore,
  type Orchestrator,
  procedure,
} from '@agenticgen/orchestrator';
import { z } from 'zod';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { Principal } from '../access/index.ts';
import {
  type AgentDefinition,
  type Answer,
  askProcedure,
  createAgents,
  emptyAnswer,
  type LoopNeeds,
  runAgent,
  structuredResult,
  type Task,
} from '../agents/index.ts';
import { approvalProcedure } from '../approvals/index.ts';
import { createBudgets } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import type { ModelMessage, ModelPart, ModelRequest, Models, ToolCall } from '../models/index.ts';
import type { Tool, ToolProvider } from '../tools/index.ts';
import { sqliteForTest } from './databases.ts';
import { insertWorkspace, principalFor } from './people.ts';
import { testRuntime } from './runtime.ts';
import { testToolbox } from './toolbox.ts';

/** What a scripted model says in each round: the n-th entry answers after n rounds of tools. */
export type Script = ((request: ModelRequest) => ModelPart[] | AsyncIterable<ModelPart>)[];

const USAGE = { inputTokens: 1, outputTokens: 1 };

export function says(text: string): ModelPart[] {
  return [
    { type: 'text', text },
    { type: 'finish', reason: 'stop', usage: USAGE },
  ];
}

export function calls(...wanted: [tool: string, args: unknown][]): ModelPart[] {
  const parts = wanted.map(([tool, args], index): ModelPart => {
    const call: ToolCall = { callId: `${tool}-${index + 1}`, tool, arguments: args };
    return { type: 'tool-call', call };
  });
  return [...parts, { type: 'finish', reason: 'tool-calls', usage: USAGE }];
}

/** A tool without a world around it. */
export function simpleTool(name: string, act: Partial<Tool>): Tool {
  return {
    name,
    title: name,
    description: name,
    effect: 'read',
    schema: z.object({}).loose(),
    run: async () => ({ ok: true, output: `${name} ran`, files: [], citations: [] }),
    ...act,
  };
}

export const TEST_AGENT: AgentDefinition = {
  id: 'tester',
  name: 'Tester',
  description: '',
  instructions: 'You are the agent of the tests.',
  tools: ['look', 'change', 'broken'],
  limits: { modelCalls: 5, toolCalls: 4, seconds: 60 },
  builtIn: false,
  version: 1,
  state: 'enabled',
  stateSince: 0,
  capabilities: [],
  modelId: null,
  knowledge: null,
  memoryMessages: 50,
  approvals: [],
  agents: [],
};

export interface AgentBench extends AsyncDisposable {
  /** The requests that reached the model, over all workers. */
  requests: ModelRequest[];
  answer: Answer;
  runtime: ReturnType<typeof testRuntime>;
  db: Database;
  principal: Principal;
  /** A worker of its own, like a process that starts. */
  worker(): Orchestrator<Database>;
  start(orchestrator: Orchestrator<Database>): Promise<string>;
  ended(orchestrator: Orchestrator<Database>, runId: string): Promise<string>;
  types(orchestrator: Orchestrator<Database>, runId: string): Promise<string[]>;
  /** The id of the first question to people, once it waits. */
  approval(orchestrator: Orchestrator<Database>): Promise<string>;
}

interface BenchOptions {
  script: Script;
  tools?: Tool[];
  providers?: ToolProvider[];
  agent?: Partial<AgentDefinition>;
  /** The run's output is then the answer as a value that fits it. */
  schema?: Record<string, unknown>;
  /** Agents above that asked for this. */
  depth?: number;
  /** What the agent is asked for, in place of "Please work". */
  task?: Partial<Pick<Task, 'messages' | 'asksKnowledge'>>;
  /** The model says that it is the one of rules. */
  isOffline?: boolean;
}

function scripted(script: Script, requests: ModelRequest[], isOffline: boolean): Models {
  const unused = () => Promise.reject(new TypeError('The loop only calls'));
  async function* call(_: unknown, request: ModelRequest) {
    requests.push({ ...request, messages: [...request.messages] });
    const rounds = request.messages.filter(({ role }) => role === 'assistant').length;
    const say = script[Math.min(rounds, script.length - 1)];
    for await (const part of say?.(request) ?? []) {
      const summary = { modelId: 'scripted', modelName: 'Scripted', costMicros: 0 };
      yield part.type === 'finish'
        ? { type: part.type, reason: part.reason, ...part.usage, ...summary }
        : part;
    }
  }
  return {
    call,
    priceOf: async () => 0,
    idOf: async () => 'scripted',
    isOffline: async () => isOffline,
    embed: unused,
    embeddingCostOf: unused,
    rerank: unused,
    rankByModel: unused,
    list: unused,
    seeing: unused,
    resolve: unused,
    usageOfRuns: unused,
  };
}

/** The agent loop on a real orchestrator and database; only the model is a script. */
export async function agentBench({
  script,
  tools = [],
  providers = [],
  agent,
  schema,
  depth = 0,
  task: asked = {},
  isOffline = false,
}: BenchOptions): Promise<AgentBench> {
  const handle = await sqliteForTest();
  const runtime = testRuntime(Date.now());
  const requests: ModelRequest[] = [];
  const answer: Answer = emptyAnswer();
  const messages: ModelMessage[] = [{ role: 'user', text: 'Please work' }];
  const task = {
    agent: { ...TEST_AGENT, ...agent },
    modelId: undefined,
    messages,
    ...asked,
    principal: principalFor('me', await insertWorkspace(handle.db, runtime), 'developer'),
    area: 'conversation:1',
    depth,
    startedAt: runtime.now(),
  };
  const budgets = createBudgets({ db: handle.db, runtime });
  const agents = createAgents({ db: handle.db });
  const approval = approvalProcedure();
  const ask = askProcedure(() => ({ ...needs, db: handle.db }), runAgent);
  const models = scripted(script, requests, isOffline);
  const box = testToolbox(handle.db, runtime, tools, providers);
  const { toolbox } = box;
  const needs: LoopNeeds = { agents, approval, ask, models, budgets, toolbox, runtime };
  const loop = procedure({
    name: 'test.loop',
    input: z.object({}),
    async run(ctx: Context<Database>) {
      answer.parts.length = 0;
      answer.citations.length = 0;
      await runAgent(ctx, needs, task, answer);
      return schema ? structuredResult(ctx, needs, task, answer, schema) : {};
    },
  });
  const workers: Orchestrator<Database>[] = [];
  const store = createSqlStore({ db: handle.db, dialect: 'sqlite' });
  return {
    requests,
    answer,
    runtime,
    db: handle.db,
    principal: task.principal,
    worker() {
      const made = createOrchestrator<Database>({
        store,
        procedures: [loop, approval, ask],
        exclusive: true,
        pollMs: 10,
      });
      made.work();
      workers.push(made);
      return made;
    },
    async start(orchestrator) {
      const { runId } = await orchestrator.start(handle.db, loop, {});
      orchestrator.announce();
      return runId;
    },
    async approval(orchestrator) {
      return waitFor(async () => {
        const [run] = await orchestrator.list({ scope: null, procedure: approval.name, limit: 1 });
        return run?.state === 'waiting' ? run.id : null;
      });
    },
    async ended(orchestrator, runId) {
      for await (const _ of orchestrator.follow(runId, { after: 0, signal: AbortSignal.timeout(20_000) }));
      const run = await orchestrator.run(runId);
      return run?.error?.code ?? run?.state ?? 'gone';
    },
    async types(orchestrator, runId) {
      const events = await orchestrator.read(runId, { after: 0, limit: 1_000 });
      return events.map(({ type }) => type);
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop({ graceMs: 0 });
      await handle.close();
      box.remove();
    },
  };
}
