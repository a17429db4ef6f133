import type { Database } from '../../db/index.ts';
import { type FileStore, mediaTypeOf } from '../../files/index.ts';
import { type Egress, type GuardedResponse, guardedRequest } from '../guarded-request.ts';
import type { SourceAuth } from '../sources-contract.ts';
import type { ToolContext, ToolResult } from '../tool.ts';
import { authorize, type TokenStore } from './auth.ts';
import type { OperationCall, Placement } from './operations.ts';

const READABLE = /^(text\/|application\/(.*\+)?(json|xml|yaml|x-ndjson|javascript))/;
const EXTENSIONS = [
  'png',
  'jpg',
  'gif',
  'webp',
  'svg',
  'pdf',
  'zip',
  'csv',
  'xlsx',
  'docx',
  'pptx',
  'parquet',
];

export interface OperationNeeds {
  db: Database;
  files: FileStore;
  egress: Egress;
  tokens: TokenStore;
  now(): number;
}

export interface ApiPlace {
  sourceId: string;
  baseUrl: string;
  auth: SourceAuth;
}

type Arguments = Record<string, unknown>;

/** One request. What is not text becomes a file of the conversation. */
export async function callOperation(
  needs: OperationNeeds,
  { sourceId, baseUrl, auth }: ApiPlace,
  call: OperationCall,
  given: Arguments,
  context: ToolContext,
): Promise<ToolResult> {
  const { signal } = context;
  const who = await authorize(needs, sourceId, auth, signal);
  const url = urlOf(baseUrl, call, given, who.query);
  const body = bodyOf(call, given.body);
  const headers = {
    accept: 'application/json, text/*;q=0.9, */*;q=0.1',
    ...headersOf(call.placements, given),
    ...(body === undefined ? {} : { 'content-type': call.body ?? 'application/json' }),
    ...who.headers,
  };
  const response = await guardedRequest(needs.egress, { url, method: call.method, headers, body, signal });
  const ok = response.status < 400;
  const said = `HTTP ${response.status}${response.location ? ` to ${response.location}` : ''}`;
  if (response.bytes.length === 0) return { ok, output: said, files: [], citations: [] };
  if (!READABLE.test(response.mediaType)) return asFile(needs, said, response, context);
  const cut = response.truncated ? '\n[the answer is longer]' : '';
  const output = `${said}\n\n${response.bytes.toString('utf8')}${cut}`;
  return { ok, output, files: [], citations: [] };
}

async function asFile(
  { db, files }: OperationNeeds,
  said: string,
  { status, mediaType, bytes }: GuardedResponse,
  { area, principal, callId }: ToolContext,
): Promise<ToolResult> {
  const extension = EXTENSIONS.find((one) => mediaTypeOf(`a.${one}`) === mediaType) ?? 'bin';
  const { workspaceId, userId: createdBy } = principal;
  const name = `answer-${callId.replaceAll(/[^\w-]/g, '').slice(-12)}.${extension}`;
  const file = await files.save(db, { workspaceId, area, name, bytes, createdBy });
  const output = `${said}\n\n${mediaType}, ${bytes.length} bytes, saved as ${file.name}`;
  return { ok: status < 400, output, files: [file], citations: [] };
}

/** The base address keeps its path; what is filled in can't leave its segment. */
function urlOf(
  baseUrl: string,
  call: OperationCall,
  given: Arguments,
  extra: Record<string, string>,
): string {
  const filled = call.placements
    .filter((placement) => placement.in === 'path')
    .reduce((path, { name, argument }) => path.replaceAll(`{${name}}`, segment(given[argument])), call.path);
  const url = new URL(baseUrl.replace(/\/+$/, '') + (filled.startsWith('/') ? filled : `/${filled}`));
  for (const placement of call.placements) if (placement.in === 'query') addQuery(url, placement, given);
  for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
  return url.href;
}

/** `.` and `..` would be taken for steps through the path even when encoded. */
function segment(value: unknown): string {
  const text = encodeURIComponent(plain(value));
  return /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%252E') : text;
}

const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

function addQuery(url: URL, { name, argument, explode, deep }: Placement, given: Arguments): void {
  const value = given[argument];
  if (value === undefined) return;
  if (Array.isArray(value)) {
    if (explode) for (const item of value) url.searchParams.append(name, plain(item));
    else url.searchParams.set(name, value.map(plain).join(','));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      url.searchParams.append(deep ? `${name}[${key}]` : key, plain(item));
  } else url.searchParams.set(name, plain(value));
}

function headersOf(placements: readonly Placement[], given: Arguments): Record<string, string> {
  const own = placements.filter(
    (placement) => placement.in === 'header' && given[placement.argument] !== undefined,
  );
  return Object.fromEntries(
    own.map(({ name, argument }) => [
      name.toLowerCase(),
      plain(given[argument]).replaceAll(/[\r\n\0]/g, ' '),
    ]),
  );
}

function bodyOf({ body }: OperationCall, value: unknown): string | undefined {
  if (body === null || value === undefined) return undefined;
  if (body === 'application/json') return JSON.stringify(value);
  if (body === 'text/plain') return plain(value);
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new URLSearchParams(fields.map(([name, item]): [string, string] => [name, plain(item)])).toString();
}
