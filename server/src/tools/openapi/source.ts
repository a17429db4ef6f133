import { LRUCache } from 'lru-cache';
import type { Granted, Permit } from '../../access/index.ts';
import type { ToolDefinition } from '../definitions.ts';
import { toolErrors } from '../errors.ts';
import { type Egress, guardedRequest } from '../guarded-request.ts';
import type { Caller } from '../source-provider.ts';
import type { SourceRow } from '../source-queries.ts';
import { addSource, type SourceNeeds, setSourceTools, toolNames } from '../sources.ts';
import type { DocumentSource, OpenApiSourceInput, SourceAuth } from '../sources-contract.ts';
import { secretsOf } from './auth.ts';
import { type ApiDocument, readDocument } from './document.ts';
import { callOperation, type OperationNeeds } from './operation-tool.ts';
import type { Operation, OperationCall } from './operations.ts';

const FETCH_TIMEOUT_MS = 20_000;
const MAX_TOKENS = 1_000;

export interface ApiConfig {
  title: string;
  baseUrl: string;
  authKind: SourceAuth['kind'];
  /** The operations that were chosen. */
  operations: string[];
}

export interface ApiNeeds extends SourceNeeds {
  egress: Egress;
}

/** Throws `openapi_invalid`, `url_refused`, `fetch_failed`. */
export async function openDocument(egress: Egress, document: DocumentSource): Promise<ApiDocument> {
  if ('text' in document) return readDocument(document.text);
  const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
  const { status, bytes, truncated } = await guardedRequest(egress, { url: document.url, signal });
  if (status !== 200) throw toolErrors.fetch_failed(`it answered ${status}`);
  if (truncated) throw toolErrors.fetch_failed('the document is too large');
  return readDocument(bytes.toString('utf8'));
}

/** Adds a source with the chosen operations, which are thereby approved. Throws `operation_unknown`, `base_url_needed`. */
export async function addApi(
  needs: ApiNeeds,
  allowed: Permit<'create', 'Tool'>,
  { name, document: from, baseUrl, auth, operations: chosen }: OpenApiSourceInput,
): Promise<SourceRow> {
  const document = await openDocument(needs.egress, from);
  const base = baseUrl ?? document.servers[0];
  if (!base) throw toolErrors.base_url_needed();
  const operations = pick(document, [...new Set(chosen)]);
  const config: ApiConfig = {
    title: document.title,
    baseUrl: base,
    authKind: auth.kind,
    operations: operations.map(({ key }) => key),
  };
  const source = await addSource(needs, allowed, { kind: 'openapi', name, config, secret: auth });
  await setSourceTools(needs, source, definitionsOf(source.name, base, operations), allowed.by.userId);
  return source;
}

function pick(document: ApiDocument, keys: readonly string[]): Operation[] {
  const byKey = new Map(document.operations.map((operation) => [operation.key, operation]));
  return keys.map((key) => {
    const found = byKey.get(key);
    if (!found) throw toolErrors.operation_unknown(key);
    return found;
  });
}

/** The same operations of a newer document. What changed waits for approval; what is missing is gone. */
export async function renewApi(
  needs: ApiNeeds,
  { record }: Granted<'edit', SourceRow>,
  from: DocumentSource,
): Promise<void> {
  const document = await openDocument(needs.egress, from);
  const { operations: chosen, baseUrl } = JSON.parse(record.config) as ApiConfig;
  const left = document.operations.filter(({ key }) => chosen.includes(key));
  await setSourceTools(needs, record, definitionsOf(record.name, baseUrl, left), null);
}

/** The base address belongs to it: the same words that go elsewhere are another tool. */
function definitionsOf(source: string, baseUrl: string, operations: readonly Operation[]): ToolDefinition[] {
  const names = toolNames(
    source,
    operations.map(({ operationId, key }) => operationId || key.replaceAll(/[{}]/g, '')),
  );
  return operations.map(({ title, description, effect, parameters, call }, index) => {
    const name = names[index] ?? '';
    return { name, title, description, effect, parameters, call: { ...call, baseUrl } };
  });
}

/** Calls operations. Tokens are kept in memory, for as long as they hold. */
export function apiCaller(needs: Omit<OperationNeeds, 'tokens'>): Caller {
  const tokens = new LRUCache<string, { token: string; until: number }>({ max: MAX_TOKENS });
  return {
    async call({ row, secret }, definition, given, context) {
      const { baseUrl, ...call } = definition.call as OperationCall & { baseUrl: string };
      const place = { sourceId: `${row.id}/${row.updated_at}`, baseUrl, auth: secret as SourceAuth };
      const store = { get: (key: string) => tokens.get(key), set: tokens.set.bind(tokens) };
      return callOperation({ ...needs, tokens: store }, place, call, given, context);
    },
    secrets: ({ row, secret }) => {
      const token = tokens.get(`${row.id}/${row.updated_at}`)?.token;
      return [...secretsOf(secret as SourceAuth), ...(token ? [token] : [])];
    },
  };
}
