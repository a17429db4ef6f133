import type { JsonObject } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { call, type Fetch } from './call.ts';
import { type Budget, OrchestratorService } from './generated/agenticgen/orchestrator/v1/orchestrator_pb.ts';

/** The events after which a run says no more. */
const LAST_TYPES = new Set(['run.finished', 'run.failed', 'run.cancelled']);

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

interface EventData {
  sequence: number;
  at: number;
  type: string;
  step: string | null;
  attempt: number;
  payload: JsonObject;
}

/** The service of `proto/agenticgen/orchestrator/v1`: the HTTP interface, said in gRPC. */
export function orchestratorService(fetch: Fetch): (router: ConnectRouter) => void {
  return (router) =>
    router.service(OrchestratorService, {
      async start({ workflowId, input, version, priority, deadlineAtMs, budget, key }, context) {
        const path = `/api/v1/workflows/${encodeURIComponent(workflowId)}/runs`;
        const deadlineAt = deadlineAtMs === undefined ? undefined : Number(deadlineAtMs);
        const body = { input, version, priority, deadlineAt, budget: limitsOf(budget), key };
        const response = await call(fetch, context, { method: 'POST', path, body });
        return (await response.json()) as { runId: string };
      },

      async cancel({ runId }, context) {
        const path = `${runPath(runId)}/cancellation`;
        const response = await call(fetch, context, { method: 'PUT', path });
        const { state } = (await response.json()) as { state: string };
        return { state };
      },

      async *follow({ runId, after }, context) {
        const path = `${runPath(runId)}/events?after=${after}`;
        const { body } = await call(fetch, context, { method: 'GET', path });
        let last: EventData | undefined;
        for await (const { data } of eventsOf(body as Bytes, context.signal)) {
          last = JSON.parse(data) as EventData;
          const { at, step, sequence, ...rest } = last;
          yield { ...rest, sequence: BigInt(sequence), atMs: BigInt(at), step: step ?? undefined };
        }
        if (last && LAST_TYPES.has(last.type)) return;
        await refuseUnended(fetch, context, runId, last?.sequence ?? Number(after));
      },
    });
}

const runPath = (runId: string) => `/api/v1/runs/${encodeURIComponent(runId)}`;

function limitsOf(budget: Budget | undefined): Record<string, number | undefined> | undefined {
  if (!budget) return undefined;
  const { tokens, costMicros, steps, seconds } = budget;
  const number = (value: bigint | undefined) => (value === undefined ? undefined : Number(value));
  return {
    tokens: number(tokens),
    costMicros: number(costMicros),
    steps: number(steps),
    seconds: number(seconds),
  };
}

/** A caller who goes away ends the stream, also while the run has nothing to say. */
function eventsOf(body: Bytes, signal: AbortSignal) {
  return body.pipeThrough(new TextDecoderStream(), { signal }).pipeThrough(new EventSourceParserStream());
}

/** A stream that ended without a last event: the run is over and had nothing to add, or the server stops. */
async function refuseUnended(
  fetch: Fetch,
  context: Parameters<typeof call>[1],
  runId: string,
  after: number,
): Promise<void> {
  const response = await call(fetch, context, { method: 'GET', path: runPath(runId) });
  const { finishedAt } = (await response.json()) as { finishedAt: number | null };
  if (finishedAt !== null) return;
  throw new ConnectError(`The stream ended before the run: follow it after ${after}`, Code.Unavailable);
}
