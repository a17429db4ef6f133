import type { IncomingHttpHeaders } from 'node:http';

const MAX_RECORDED = 10_000;

export type RecordedRequest = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  apiKey: string | undefined;
  model: string | undefined;
  body: unknown;
  /** aborted: the client hung up before the answer was whole. */
  outcome: 'open' | 'answered' | 'refused' | 'aborted' | 'cut';
};

/** Keeps the newest MAX_RECORDED requests. */
export function record(requests: RecordedRequest[], request: RecordedRequest): void {
  requests.push(request);
  if (requests.length > MAX_RECORDED) requests.shift();
}
