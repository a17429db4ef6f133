import type { Sandbox } from '@agenticgen/sandbox';
import type { ConnectRouter } from '@connectrpc/connect';
import { admission } from './admission.ts';
import { eventQueue } from './event-queue.ts';
import { type RunRequest, SandboxService } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import { waitingRequests } from './sandbox-egress.ts';
import { executionEvents, jobParts, mergeOutput, outputOf, type RunEvent } from './sandbox-messages.ts';
import { refuse } from './sandbox-refusal.ts';
import { heldSessions } from './sandbox-sessions.ts';

export interface SandboxServiceNeeds {
  sandbox: Sandbox;
  /** What callers have to know. */
  token: string;
}

/** The service of `proto/agenticgen/sandbox/v1`: one sandbox, for callers that know the token. */
export function sandboxService({ sandbox, token }: SandboxServiceNeeds): (router: ConnectRouter) => void {
  const admit = admission(token, 'sandbox');
  const requests = waitingRequests();
  const sessions = heldSessions(sandbox, requests);

  async function* run(request: RunRequest, signal: AbortSignal) {
    const said = eventQueue<RunEvent>(mergeOutput);
    const egress = requests.broker((value) => said.add({ case: 'egressAsked', value }));
    const { share, hasEgress, code } = request;
    const ended = sandbox
      .run(
        { code, ...jobParts(request) },
        {
          signal,
          share,
          onOutput: (stream, text) => said.add(outputOf(stream, text)),
          ...(hasEgress ? { egress } : {}),
        },
      )
      .finally(said.close);
    // Its failure is thrown below, once what came before has been said.
    ended.catch(() => undefined);
    for await (const event of said) yield { event };
    yield* executionEvents(await ended.catch(refuse));
  }

  return (router) =>
    router.service(SandboxService, {
      async probe(_, context) {
        admit(context);
        const { python, javascript, egress = [], ...state } = await sandbox.probe();
        return {
          ...state,
          egress: [...egress],
          ...(python ? { python } : {}),
          ...(javascript ? { javascript: { ...javascript, packages: {} } } : {}),
        };
      },
      async *run(request, context) {
        admit(context);
        yield* run(request, context.signal);
      },
      async *openSession(request, context) {
        admit(context);
        yield* sessions.open(request, context.signal);
      },
      async *runCell(request, context) {
        admit(context);
        yield* sessions.runCell(request, context.signal);
      },
      async closeSession({ sessionId }, context) {
        admit(context);
        await sessions.close(sessionId);
        return {};
      },
      async answerEgress(request, context) {
        admit(context);
        requests.answer(request);
        return {};
      },
    });
}
