import type { Orchestrator, RunEvent } from '@agenticgen/orchestrator';
import { type AccessVariables, type Principal, permit } from '../access/index.ts';
import { type Agents, AUTO, type Tagged, tagsOf } from '../agents/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { createRouter, httpErrors, type SseEvent, sse } from '../http/index.ts';
import { type Models, modelErrors } from '../models/index.ts';
import { startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { AGENT_PREFIX, type CompletionInput, type CompletionProcedure } from './completion.ts';
import { chatErrors } from './errors.ts';
import { type CompletionRequest, completionRequest } from './openai-contract.ts';
import { openaiError, openaiErrorBody } from './openai-errors.ts';
import {
  advance,
  chunk,
  completion,
  evidenceOf,
  fromOpenai,
  newCompletion,
  toolSpecsOf,
} from './openai-format.ts';

export interface OpenaiNeeds {
  db: Database;
  runtime: Runtime;
  orchestrator: Orchestrator<Database>;
  models: Models;
  agents: Agents;
  completion: CompletionProcedure;
  stopping: AbortSignal;
}

async function readRequest(request: Request): Promise<CompletionRequest> {
  const body: unknown = await request.json().catch(() => {
    throw httpErrors.json_malformed();
  });
  const parsed = completionRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw httpErrors.request_invalid(errors.length).with({ errors });
}

/** Clients name a model by its id or by the name that people see. */
async function modelOf(needs: OpenaiNeeds, workspaceId: string, wanted: string): Promise<string> {
  if (wanted.startsWith(AGENT_PREFIX)) {
    const id = wanted.slice(AGENT_PREFIX.length);
    if (id === AUTO) return wanted;
    await needs.agents.usable(workspaceId, id).catch(() => {
      throw modelErrors.model_unknown(wanted);
    });
    return wanted;
  }
  return (await needs.models.resolve(workspaceId, wanted)).id;
}

/** Which agent `auto` picks is only known once it has. */
function taggedOf(model: string): Tagged {
  if (!model.startsWith(AGENT_PREFIX)) return { modelId: model };
  const agentId = model.slice(AGENT_PREFIX.length);
  return agentId === AUTO ? {} : { agentId };
}

async function start(needs: OpenaiNeeds, by: Principal, request: CompletionRequest): Promise<string> {
  const input: CompletionInput = {
    workspaceId: by.workspaceId,
    userId: by.userId,
    startedAt: needs.runtime.now(),
    model: await modelOf(needs, by.workspaceId, request.model),
    messages: fromOpenai(request.messages),
    tools: toolSpecsOf(request),
    toolChoice: typeof request.tool_choice === 'string' ? request.tool_choice : 'auto',
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    temperature: request.temperature ?? null,
  };
  const tags = await tagsOf(needs, by.workspaceId, taggedOf(input.model));
  const options = { label: request.model, priority: 'interactive', needs: tags } as const;
  const { runId } = await inTransaction(needs.db, (tx) =>
    startRun(tx, needs.orchestrator, by, needs.completion, input, options),
  );
  needs.orchestrator.announce();
  return runId;
}

/** A client that goes away takes its run with it: nobody could read the answer. */
async function* events(needs: OpenaiNeeds, runId: string, gone: AbortSignal): AsyncGenerator<RunEvent> {
  const signal = AbortSignal.any([gone, needs.stopping]);
  let ended = false;
  try {
    for await (const event of needs.orchestrator.follow(runId, { after: 0, signal })) {
      if (event.type === 'run.failed') throw openaiError(event.payload);
      refuseWait(event);
      ended = event.type === 'run.finished';
      yield event;
    }
  } finally {
    if (!ended && !needs.stopping.aborted) await needs.orchestrator.cancel(runId, 'nobody reads the answer');
  }
}

/** A chat waits for people; who calls this interface can neither see that nor end it. */
function refuseWait({ type, payload }: RunEvent): void {
  if (type === 'budget.reached') {
    throw chatErrors.budget_reached(String(payload.kind), String(payload.dimension));
  }
  if (type === 'approval.asked') throw chatErrors.approval_needed(String(payload.tool));
}

interface Stream {
  needs: OpenaiNeeds;
  runId: string;
  request: CompletionRequest;
  gone: AbortSignal;
}

async function* streamed({ needs, runId, request, gone }: Stream): AsyncGenerator<SseEvent> {
  const head = headOf(needs, runId, request);
  const state = newCompletion();
  const send = (value: object) => ({ data: JSON.stringify(value) });
  yield send(chunk(head, { role: 'assistant', content: '' }));
  try {
    for await (const event of events(needs, runId, gone)) {
      const delta = advance(state, event);
      if (delta) yield send(chunk(head, delta));
    }
  } catch (error) {
    yield send(openaiErrorBody(error));
    return;
  }
  yield send({ ...chunk(head, {}, state.finish), ...evidenceOf(state) });
  if (request.stream_options?.include_usage)
    yield send({ ...chunk(head, {}), choices: [], usage: state.usage });
  yield { data: '[DONE]' };
}

function headOf(needs: OpenaiNeeds, runId: string, request: CompletionRequest) {
  return { id: `chatcmpl-${runId}`, created: Math.floor(needs.runtime.now() / 1000), model: request.model };
}

async function whole({ needs, runId, request, gone }: Stream) {
  const state = newCompletion();
  for await (const event of events(needs, runId, gone)) advance(state, event);
  return completion(headOf(needs, runId, request), state);
}

/** The part of OpenAI's API that lets its clients list models and chat. */
export function openaiRoutes(needs: OpenaiNeeds) {
  const router = createRouter<AccessVariables>();

  router.get('/v1/models', async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Model').by;
    const created = Math.floor(needs.runtime.now() / 1000);
    const item = (id: string, owned_by: string) => ({ id, object: 'model', created, owned_by });
    const known = (await needs.agents.list(workspaceId)).filter(({ state }) => state === 'enabled');
    const agents = known.map((agent) => item(`${AGENT_PREFIX}${agent.id}`, 'agenticgen'));
    const models = (await needs.models.list(workspaceId)).map((model) =>
      item(model.name, model.provider.name),
    );
    return c.json({ object: 'list', data: [...agents, ...models] });
  });

  router.post('/v1/chat/completions', async (c) => {
    const by = permit(c.var.principal, 'run', 'Agent').by;
    const request = await readRequest(c.req.raw);
    const gone = new AbortController();
    const runId = await start(needs, by, request);
    const stream = { needs, runId, request, gone: AbortSignal.any([gone.signal, c.req.raw.signal]) };
    if (!request.stream) return c.json(await whole(stream));
    return sse(streamed(stream), { requestId: c.var.requestId, onClose: () => gone.abort() });
  });

  return router;
}
