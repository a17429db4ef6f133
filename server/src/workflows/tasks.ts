import type { Context } from '@agenticgen/orchestrator';
import type { Task, TaskOf, TaskResult } from '@agenticgen/orchestrator/workflow';
import type { Principal } from '../access/index.ts';
import {
  emptyAnswer,
  type LoopNeeds,
  makerName,
  runAgent,
  structuredResult,
  textOf,
} from '../agents/index.ts';
import { askApproval } from '../approvals/index.ts';
import type { Database } from '../db/index.ts';
import { type FileView, presentFile } from '../files/index.ts';
import { callTool, type RunCodeNeeds, runProgram, type ToolEntry } from '../tools/index.ts';
import { workflowErrors } from './errors.ts';
import { type KnowledgeSearch, searchKnowledge } from './search-task.ts';

export interface TaskNeeds extends LoopNeeds, RunCodeNeeds {
  knowledge: KnowledgeSearch;
}

/** In whose name, in whose files and since when a task works. */
export interface TaskPlace {
  principal: Principal;
  area: string;
  startedAt: number;
  /** When the whole that it is a part of began. */
  begunAt?: number | undefined;
  /** The workflow's name and its run, for those who are asked. */
  origin: string;
  rootId: string;
}

async function askPeople(
  ctx: Context<Database>,
  { principal, origin, rootId }: TaskPlace,
  task: TaskOf<'approval'>,
): Promise<TaskResult> {
  const { userId, workspaceId } = principal;
  return { output: await askApproval(ctx, { userId, workspaceId, origin, rootId }, task) };
}

/** Does what a node of a workflow asks for, as steps of the task's own run. */
export function performTask(
  ctx: Context<Database>,
  needs: TaskNeeds,
  place: TaskPlace,
  task: Task,
): Promise<TaskResult> {
  switch (task.type) {
    case 'agent':
      return askAgent(ctx, needs, place, task);
    case 'tool':
      return useTool(ctx, needs, place, task);
    case 'code':
      return runCode(ctx, needs, place, task);
    case 'knowledge': {
      const account = { runId: ctx.runId, rootRunId: place.rootId };
      return ctx.step('search', () => searchKnowledge(needs.knowledge, place.principal, account, task));
    }
    case 'approval':
      return askPeople(ctx, place, task);
  }
}

async function askAgent(
  ctx: Context<Database>,
  needs: TaskNeeds,
  { principal, area, startedAt, begunAt, rootId }: TaskPlace,
  { agent: id, task, context, model, output: schema }: TaskOf<'agent'>,
): Promise<TaskResult> {
  const agent = await needs.agents.forRun(ctx, principal.workspaceId, { id, task, begunAt });
  const modelId = model ?? agent.modelId ?? undefined;
  const text = context === undefined ? task : `${task}\n\nContext:\n${contextText(context)}`;
  const messages = [{ role: 'user', text } as const];
  const answer = emptyAnswer();
  const asked = {
    agent,
    modelId,
    messages,
    principal,
    area,
    startedAt,
    rootRunId: rootId,
  };
  await runAgent(ctx, needs, asked, answer);
  const data = schema ? await structuredResult(ctx, needs, asked, answer, schema) : null;
  const files = answer.parts.flatMap((part) => (part.type === 'tool' ? part.files : []));
  const { citations, parts, usage } = answer;
  const claims = parts.flatMap((part) => (part.type === 'check' ? part.claims : []));
  const made = { text: textOf(parts), data, files: files.map(fileOutput), citations, claims };
  const output = { ...made, agent: agent.id };
  const { workspaceId } = principal;
  const maker = makerName(agent, await needs.models.idOf({ workspaceId, modelId }));
  return { output, usage, maker };
}

function contextText(context: unknown): string {
  return typeof context === 'string' ? context : JSON.stringify(context, null, 2);
}

const fileOutput = ({ id, name }: Pick<FileView, 'id' | 'name'>) => ({ id, name });

async function useTool(
  ctx: Context<Database>,
  needs: TaskNeeds,
  place: TaskPlace,
  { tool: name, arguments: given }: TaskOf<'tool'>,
): Promise<TaskResult> {
  const [entry] = await needs.toolbox.usable(place.principal.workspaceId, [name]);
  if (!entry && !ctx.isRecorded('tool')) throw workflowErrors.tool_unknown(name);
  const allowed = await allowedArguments(ctx, place, entry, given);
  const call = { callId: ctx.runId, tool: name, arguments: allowed };
  const { part, interrupted } = await callTool(ctx, needs.toolbox, {
    step: 'tool',
    entry,
    call,
    place,
    firstCitation: 1,
  });
  if (interrupted) throw workflowErrors.tool_interrupted(name);
  if (!part.ok) throw workflowErrors.tool_failed(name, part.output);
  return { output: { text: part.output, data: null, files: part.files.map(fileOutput) } };
}

/** Asks people first where the workspace's rules for the tool say so. Throws `tool_refused`. */
async function allowedArguments(
  ctx: Context<Database>,
  { principal, origin, rootId }: TaskPlace,
  entry: ToolEntry | undefined,
  given: unknown,
): Promise<unknown> {
  if (!ctx.isRecorded('ask-first') && (ctx.isRecorded('tool') || !entry?.asks)) return given;
  const name = await ctx.step('ask-first', async () => entry?.tool.name ?? '');
  const { userId, workspaceId } = principal;
  const question = { ...ASK_FIRST, question: `${origin}: ${name}`, payload: given };
  const asking = { userId, workspaceId, origin, rootId };
  const { decision, payload } = await askApproval(ctx, asking, question);
  if (decision !== 'approved') throw workflowErrors.tool_refused(name, decision);
  return payload;
}

const ASK_FIRST = {
  type: 'approval' as const,
  editable: true,
  approvers: {},
  votes: 1,
  expiresMs: 7 * 24 * 3_600_000,
};

async function runCode(
  ctx: Context<Database>,
  needs: TaskNeeds,
  { principal, area }: TaskPlace,
  { language, code, inputs }: TaskOf<'code'>,
): Promise<TaskResult> {
  const output = await ctx.step('execute', async ({ signal, emit }) => {
    const place = { principal, area, runId: ctx.runId, callId: ctx.runId, firstCitation: 1 };
    const context = { ...place, signal, note: (type: string, payload: object) => emit(type, payload) };
    const { files, ...rest } = await runProgram(needs, context, { language, code, inputs });
    return { ...rest, files: files.map(presentFile).map(fileOutput) };
  });
  return { output };
}
