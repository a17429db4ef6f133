import { cacheOf } from './cache.ts';
import { checkPromised, checkValue } from './check-value.ts';
import type { NodeOf, TaskNode } from './definition.ts';
import type { Scope } from './expression.ts';
import { type Frame, type Performed, pathOf } from './frame.ts';
import { DONE } from './graph.ts';
import type { Task, TaskCall, TaskOf } from './host.ts';
import { NODE_TIMEOUT_MS } from './limits.ts';
import { stepName } from './step-name.ts';
import { fill, fillString } from './template.ts';

interface Doing<N> {
  frame: Frame;
  node: N;
  scope: Scope;
  step: string;
  signal: AbortSignal;
}

/** A node that the host does. */
export async function performTask(doing: Doing<TaskNode>): Promise<Performed> {
  const { frame, node } = doing;
  const { output } = await frame.run.host.task(callOf(doing));
  if (node.type === 'approval') return { output, ports: [portOf(output)] };
  checkPromised(node, output);
  return { output, ports: [DONE] };
}

function portOf(output: unknown): string {
  const { decision } = output as { decision: string };
  return decision === 'approved' ? DONE : decision;
}

function callOf({ frame, node, scope, step, signal }: Doing<TaskNode>): TaskCall {
  const override = frame.run.overrides[stepName(pathOf(frame, node))];
  return {
    step,
    title: node.title ?? node.id,
    signal,
    task: { ...taskOf(node, scope), ...override } as Task,
    ...urgency(frame, node),
    timeoutMs: node.timeoutMs ?? (node.type === 'approval' ? null : NODE_TIMEOUT_MS),
    pool: node.pool ?? (node.type === 'agent' ? `agent:${node.agent}` : node.type),
    resources: node.resources ?? {},
    cache: cacheOf(frame, node, scope, override),
  };
}

function urgency({ run }: Frame, node: TaskNode | NodeOf<'workflow'>) {
  const { definition, host } = run;
  const deadlineMs = node.deadlineMs ?? definition.deadlineMs;
  return {
    priority: node.priority ?? definition.priority ?? 'normal',
    deadlineAt: deadlineMs === undefined ? null : host.startedAt + deadlineMs,
  } as const;
}

function taskOf(node: TaskNode, scope: Scope): Task {
  switch (node.type) {
    case 'agent': {
      const task: TaskOf<'agent'> = { type: 'agent', agent: node.agent, task: fillString(node.task, scope) };
      if (node.context !== undefined) task.context = fill(node.context, scope);
      if (node.model !== undefined) task.model = node.model;
      if (node.output !== undefined) task.output = node.output;
      return task;
    }
    case 'tool':
      return {
        type: 'tool',
        tool: node.tool,
        arguments: fill(node.arguments, scope) as Record<string, unknown>,
      };
    case 'code':
      return {
        type: 'code',
        language: node.language,
        code: node.code,
        inputs: fill(node.inputs, scope) as Record<string, unknown>,
      };
    case 'knowledge': {
      const task: TaskOf<'knowledge'> = {
        type: 'knowledge',
        query: fillString(node.query, scope),
        limit: node.limit,
      };
      if (node.base !== undefined) task.base = node.base;
      return task;
    }
    case 'approval':
      return approvalOf(node, scope);
  }
}

function approvalOf(node: NodeOf<'approval'>, scope: Scope): TaskOf<'approval'> {
  const { editable, approvers, votes, expiresMs, escalate } = node;
  return {
    type: 'approval',
    question: fillString(node.question, scope),
    payload: fill(node.payload ?? null, scope),
    editable,
    approvers,
    votes,
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(escalate === undefined ? {} : { escalate }),
  };
}

/** Another workflow, as a run of its own. */
export async function performWorkflow(doing: Doing<NodeOf<'workflow'>>): Promise<Performed> {
  const { frame, node, scope, step, signal } = doing;
  const { output } = await frame.run.host.workflow({
    step,
    title: node.title ?? node.id,
    signal,
    workflow: node.workflow,
    version: node.version ?? null,
    input: fill(node.input, scope) as Record<string, unknown>,
    timeoutMs: node.timeoutMs ?? null,
    ...urgency(frame, node),
  });
  return { output: checkValue(node, output), ports: [DONE] };
}
