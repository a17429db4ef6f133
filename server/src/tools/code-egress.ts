// The way out for code in the sandbox: a request at a time, to hosts that the workspace's policy names. It reads; what
// else the policy allows is for code that runs at most once.
import type { Egress as Broker, EgressAnswer, EgressRequest } from '@agenticgen/sandbox';
import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { codePolicyOf } from './code-policy.ts';
import { type Egress, guardedRequest } from './guarded-request.ts';

/** A run may be repeated after a crash, and these bear being asked twice. */
const READING = ['GET', 'HEAD'];
const MAX_REQUESTS_PER_RUN = 100;
const MAX_BYTES_PER_RUN = 32 * 1024 * 1024;
/** Of one workspace, in this process. */
const MAX_REQUESTS_PER_MINUTE = 300;
const MINUTE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 20_000;
const MAX_SHOWN_PATH = 200;
/** What speaks of the connection and not of the request. */
const DROPPED =
  /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|accept-encoding)$/i;

/** One event of the run's log for each request, also for those that were refused. Queries may hold secrets and are left out. */
export interface EgressNote {
  method: string;
  host: string;
  path: string;
  status?: number;
  bytes?: number;
  refused?: string;
  durationMs: number;
}

export interface CodeEgressNeeds {
  db: Database;
  /** How hosts are resolved, and which of the own network the configuration opens. Absent: code has no way out. */
  egress?: Egress | undefined;
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** Undefined where the policy names no host, which is how it is set up. */
export async function codeEgress(
  { db, egress, now = () => performance.now() }: CodeEgressNeeds,
  workspaceId: string,
  note: (note: EgressNote) => void,
  { runsOnce = false }: { runsOnce?: boolean } = {},
): Promise<Broker | undefined> {
  if (!egress) return undefined;
  const { egressHosts: hosts, egressMethods } = await codePolicyOf(db, workspaceId);
  if (hosts.length === 0) return undefined;
  const left = { requests: MAX_REQUESTS_PER_RUN, bytes: MAX_BYTES_PER_RUN };
  return async (request, signal) => {
    const began = now();
    const refused = methodProblem(request.method, egressMethods, runsOnce);
    const answer = refused
      ? { refused }
      : await answered(egress, hosts, workspaceId, { request, signal, left, at: began });
    note({ ...describe(request), ...outcomeOf(answer), durationMs: Math.round(now() - began) });
    return answer;
  };
}

function methodProblem(method: string, named: readonly string[], runsOnce: boolean): string | undefined {
  if (READING.includes(method)) return undefined;
  if (!named.includes(method))
    return `only ${[...READING, ...named].join(', ')} are allowed, this is ${method}`;
  return runsOnce ? undefined : `${method} is for code that runs once: in a session or a notebook`;
}

/** Whether the policy names a host at all: a session has to know when it is opened. */
export async function namesHosts({ db, egress }: CodeEgressNeeds, workspaceId: string): Promise<boolean> {
  return egress !== undefined && (await codePolicyOf(db, workspaceId)).egressHosts.length > 0;
}

interface Asked {
  request: EgressRequest;
  signal: AbortSignal;
  left: { requests: number; bytes: number };
  at: number;
}

async function answered(
  egress: Egress,
  hosts: readonly string[],
  workspaceId: string,
  { request, signal, left, at }: Asked,
): Promise<EgressAnswer> {
  const { method, url, headers, body } = request;
  if (!URL.canParse(url)) return { refused: 'it is not a URL' };
  const parsed = new URL(url);
  if (!isListed(hosts, parsed)) return { refused: `the policy does not name ${parsed.host}` };
  left.requests -= 1;
  if (left.requests < 0) return { refused: `a run may make ${MAX_REQUESTS_PER_RUN} requests` };
  if (!admit(workspaceId, at))
    return { refused: `the workspace may make ${MAX_REQUESTS_PER_MINUTE} requests a minute` };
  try {
    const response = await guardedRequest(egress, {
      url,
      method,
      headers: Object.fromEntries(headers.filter(([name]) => !DROPPED.test(name))),
      body: body.byteLength > 0 && !READING.includes(method) ? body : undefined,
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    if (response.truncated) return { refused: 'the answer is too large' };
    left.bytes -= response.bytes.byteLength;
    if (left.bytes < 0) return { refused: `a run may fetch ${MAX_BYTES_PER_RUN} bytes` };
    return {
      status: response.status,
      headers: [
        ['content-type', response.mediaType || 'application/octet-stream'],
        ['content-length', String(response.bytes.byteLength)],
        ...(response.location ? [['location', response.location] as [string, string]] : []),
      ],
      body: response.bytes,
    };
  } catch (error) {
    if (isProblem(error)) return { refused: error.message };
    return { refused: signal.aborted ? 'the run has ended' : 'it took too long' };
  }
}

/** "example.org", "example.org:8443" or "*.example.org"; a host without a port means the usual ones. */
export function isListed(hosts: readonly string[], url: URL): boolean {
  const name = url.hostname.toLowerCase().replace(/\.$/, '');
  return hosts.some((listed) => {
    const [host = '', port = ''] = listed.toLowerCase().split(':');
    const isHost = host.startsWith('*.')
      ? name.endsWith(host.slice(1)) && name.length > host.length - 1
      : name === host;
    return isHost && url.port === port;
  });
}

const asked = new Map<string, number[]>();

function admit(workspaceId: string, at: number): boolean {
  const recent = (asked.get(workspaceId) ?? []).filter((time) => time > at - MINUTE_MS);
  const isFree = recent.length < MAX_REQUESTS_PER_MINUTE;
  if (isFree) recent.push(at);
  asked.set(workspaceId, recent);
  return isFree;
}

function describe({ method, url }: EgressRequest): Pick<EgressNote, 'method' | 'host' | 'path'> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const path = (parsed?.pathname ?? '').slice(0, MAX_SHOWN_PATH);
  return { method, host: (parsed?.host ?? '').slice(0, MAX_SHOWN_PATH), path };
}

const outcomeOf = (answer: EgressAnswer) =>
  'refused' in answer
    ? { refused: answer.refused }
    : { status: answer.status, bytes: answer.body.byteLength };
