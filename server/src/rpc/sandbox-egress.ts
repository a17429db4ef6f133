import { randomUUID } from 'node:crypto';
import type { Egress, EgressAnswer } from '@agenticgen/sandbox';
import type { AnswerEgressRequest } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import { type AskedEvent, owned } from './sandbox-messages.ts';

/** Requests of code that wait for what their caller, who alone can reach something, makes of them. */
export function waitingRequests() {
  const waiting = new Map<string, (answer: EgressAnswer) => void>();
  return {
    /** A broker that asks whoever started the run. */
    broker:
      (ask: (asked: AskedEvent) => void): Egress =>
      ({ method, url, headers, body }, signal) =>
        new Promise((resolve) => {
          const id = randomUUID();
          const settle = (answer: EgressAnswer) => {
            waiting.delete(id);
            resolve(answer);
          };
          if (signal.aborted) return settle({ refused: 'the run has ended' });
          signal.addEventListener('abort', () => settle({ refused: 'the run has ended' }), { once: true });
          waiting.set(id, settle);
          ask({
            id,
            method,
            url,
            headers: headers.map(([name, value]) => ({ name, value })),
            body: owned(body),
          });
        }),
    /** One that nobody waits for any more is dropped. */
    answer({ id, refused, status, headers, body }: AnswerEgressRequest): void {
      const pairs = headers.map(({ name, value }): [string, string] => [name, value]);
      waiting.get(id)?.(refused === undefined ? { status, headers: pairs, body } : { refused });
    },
  };
}
