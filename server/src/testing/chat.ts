import type { MessageView } from '../chat/contract.ts';
import type { FoldedAnswer } from '../chat/index.ts';
import type { ProviderKind } from '../models/contract.ts';
import type { Client } from './app.ts';

/** Where each protocol begins on a simulated model server. */
export function baseUrlOf(kind: ProviderKind, url: string): string {
  return `${url}/${kind === 'google' ? 'v1beta' : 'v1'}`;
}

export interface NewModel {
  kind?: ProviderKind;
  /** Of the simulator: its name says what the model does. */
  wireName: string;
  name?: string;
  fallbackId?: string | null;
  timeoutMs?: number;
  inputMicrosPerMillion?: number;
  outputMicrosPerMillion?: number;
}

export const MODEL_KEY = 'sk-a-key-that-nobody-may-see';

/** Adds a provider on the simulator and one model of it; answers both ids. */
export async function addModel(
  client: Client,
  url: string,
  { kind = 'openai-compatible', name, wireName, ...more }: NewModel,
): Promise<{ providerId: string; modelId: string }> {
  const provider = { kind, name: `${kind} of the tests`, baseUrl: baseUrlOf(kind, url), key: MODEL_KEY };
  const { body: added } = await client.call<{ id: string }>('POST', '/api/v1/model-providers', provider);
  const model = { providerId: added.id, name: name ?? `${kind} ${wireName}`, wireName, ...more };
  const { body, status } = await client.call<{ id: string }>('POST', '/api/v1/models', model);
  if (status !== 201) throw new Error(`Cannot add model: ${JSON.stringify(body)}`);
  return { providerId: added.id, modelId: body.id };
}

export interface Asked {
  conversationId: string;
  messageId: string;
  runId: string;
  /** What a reader of the stream sees at its end. */
  streamed: FoldedAnswer;
  /** What is stored. */
  saved: MessageView;
}

/** Asks in a new conversation, or in the one that is given, and reads the answer to its end. */
export async function ask(
  client: Client,
  text: string,
  { conversationId, ...options }: { conversationId?: string; [option: string]: unknown } = {},
): Promise<Asked> {
  const id =
    conversationId ?? (await client.call<{ id: string }>('POST', '/api/v1/conversations', {})).body.id;
  const path = `/api/v1/conversations/${id}/messages`;
  const sent = await client.call<{ messageId: string; runId: string }>('POST', path, { text, ...options });
  if (sent.status !== 202) throw new Error(`Cannot ask: ${JSON.stringify(sent.body)}`);
  const streamed = await client.answer(sent.body.runId);
  const { body } = await client.call<{ items: MessageView[] }>('GET', path);
  const saved = body.items.find((message) => message.id === sent.body.messageId);
  if (!saved) throw new Error('Cannot find answer');
  return { conversationId: id, ...sent.body, streamed, saved };
}

/** Uploads a document into a new base and waits until it can be searched. Answers the ids. */
export async function addDocument(
  client: Client,
  name: string,
  bytes: string | Uint8Array,
  into?: string,
): Promise<{ baseId: string; documentId: string; runId: string }> {
  const made = { name };
  const baseId = into ?? (await client.call<{ id: string }>('POST', '/api/v1/knowledge/bases', made)).body.id;
  const path = `/api/v1/knowledge/bases/${baseId}/documents`;
  const { body } = await client.upload<{ documentId: string; runId: string }>(path, name, bytes);
  await client.call('GET', `/api/v1/runs/${body.runId}/events`);
  return { baseId, ...body };
}
