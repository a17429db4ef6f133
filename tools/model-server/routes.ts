import { embed, embeddingWidth } from './embedding.ts';
import { anthropic } from './protocols/anthropic.ts';
import { gemini, geminiTarget } from './protocols/gemini.ts';
import { openaiChat } from './protocols/openai-chat.ts';
import { openaiResponses } from './protocols/openai-responses.ts';
import { asList, asText, type Json, type Protocol, textOfParts } from './protocols/protocol.ts';

export const MODELS = ['sim', 'sim-tool', 'sim-echo', 'sim-first50-gap10-tokens40', 'sim-dim256'];

const PROTOCOLS: Record<string, Protocol> = {
  '/v1/chat/completions': openaiChat,
  '/v1/responses': openaiResponses,
  '/v1/messages': anthropic,
};

/** The protocol that answers a POST to this path with a model turn. */
export function protocolOf(path: string): Protocol | undefined {
  if (PROTOCOLS[path]) return PROTOCOLS[path];
  return geminiTarget(path)?.verb.toLowerCase().endsWith('generatecontent') ? gemini : undefined;
}

/** The protocol whose errors a path speaks. */
export function errorProtocolOf(path: string): Protocol {
  return protocolOf(path) ?? (path.startsWith('/v1beta/') ? gemini : openaiChat);
}

/** The model lists and embeddings; undefined for an unknown path. */
export function plainAnswer(method: string, path: string, body: Json): Json | undefined {
  if (method === 'GET' && path === '/v1/models') return modelList();
  if (method === 'GET' && path === '/v1beta/models') return geminiModelList();
  if (method !== 'POST') return undefined;
  if (path === '/v1/embeddings') return openaiEmbeddings(body);
  const target = geminiTarget(path);
  if (target?.verb === 'embedContent') return { embedding: geminiEmbedding(target.name, body) };
  if (target?.verb === 'batchEmbedContents') {
    return { embeddings: asList(body.requests).map((request) => geminiEmbedding(target.name, request)) };
  }
  return undefined;
}

/** Both OpenAI's and Anthropic's clients read this list. */
function modelList(): Json {
  const head = { object: 'model', type: 'model', created: 0, owned_by: 'simulator' };
  const data = MODELS.map((id) => ({ id, ...head, display_name: id, created_at: '1970-01-01T00:00:00Z' }));
  return { object: 'list', data, has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) };
}

function geminiModelList(): Json {
  const supportedGenerationMethods = ['generateContent', 'embedContent'];
  return {
    models: MODELS.map((id) => ({ name: `models/${id}`, displayName: id, supportedGenerationMethods })),
  };
}

function openaiEmbeddings(body: Json): Json {
  const inputs = [body.input].flat().map(asText);
  const model = asText(body.model);
  const width = embeddingWidth(model, body.dimensions);
  const encode = body.encoding_format === 'base64' ? toBase64 : (vector: number[]) => vector;
  const data = inputs.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: encode(embed(text, width)),
  }));
  const prompt_tokens = inputs.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return { object: 'list', data, model, usage: { prompt_tokens, total_tokens: prompt_tokens } };
}

function toBase64(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

function geminiEmbedding(model: string, request: Json): Json {
  const width = embeddingWidth(model, request.outputDimensionality);
  return { values: embed(textOfParts((request.content as Json | undefined)?.parts), width) };
}
