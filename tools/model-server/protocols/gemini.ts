import { type Entry, foldEntries, type JsonSchema, type Reply, type Turn } from '../turn.ts';
import { asList, asObject, asText, dataEvent, type Json, type Protocol, textOfParts } from './protocol.ts';

/** Gemini: POST /v1beta/models/NAME:generateContent and :streamGenerateContent?alt=sse. */
export const gemini: Protocol = { name: 'gemini', readTurn, whole, pieces, error };

const STATUS_NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** `name` and `verb` of /v1beta/models/name:verb. */
export function geminiTarget(path: string): { name: string; verb: string } | undefined {
  const match = /^\/v1(?:beta)?\/models\/([^/:]+):(\w+)$/.exec(path);
  return match ? { name: decodeURIComponent(match[1]!), verb: match[2]! } : undefined;
}

function readTurn(body: Json, path: string): Turn {
  const target = geminiTarget(path);
  const contents = asList(body.contents);
  return {
    model: target?.name ?? '',
    stream: target?.verb === 'streamGenerateContent',
    wantsUsage: true,
    system: textOfParts(asObject(body.systemInstruction).parts),
    ...foldEntries(contents.filter((content) => content.role !== 'model').map(entryOf)),
    tools: asList(body.tools)
      .flatMap((tool) => asList(tool.functionDeclarations))
      .map((tool) => ({
        name: asText(tool.name),
        schema: asObject(tool.parametersJsonSchema ?? tool.parameters) as JsonSchema,
      })),
    promptLength: JSON.stringify([body.systemInstruction, contents]).length,
  };
}

function entryOf(content: Json): Entry {
  const parts = asList(content.parts);
  const answers = parts.filter((part) => part.functionResponse);
  if (answers.length === 0) return { kind: 'user', text: textOfParts(parts) };
  const texts = answers.map((part) => {
    const response = asObject(asObject(part.functionResponse).response);
    return asText(response.content ?? response);
  });
  return { kind: 'results', texts };
}

function whole(reply: Reply): Json {
  return chunkOf(reply, partsOf(reply), true);
}

function pieces(reply: Reply): string[] {
  const parts = partsOf(reply);
  if (parts.length === 0) return [dataEvent(chunkOf(reply, [], true))];
  return parts.map((part, index) => dataEvent(chunkOf(reply, [part], index === parts.length - 1)));
}

function partsOf(reply: Reply): Json[] {
  if (reply.calls.length > 0) {
    return reply.calls.map(({ name, input }) => ({ functionCall: { name, args: input } }));
  }
  return reply.tokens.map((text) => ({ text }));
}

function chunkOf(reply: Reply, parts: Json[], last: boolean): Json {
  const finish = last ? { finishReason: 'STOP' } : {};
  const usage = { promptTokenCount: reply.inputTokens, candidatesTokenCount: reply.outputTokens };
  return {
    candidates: [{ content: { role: 'model', parts }, ...finish, index: 0 }],
    usageMetadata: { ...usage, totalTokenCount: reply.inputTokens + reply.outputTokens },
    modelVersion: reply.model,
    responseId: reply.id,
  };
}

function error(status: number, message: string): Json {
  return { error: { code: status, message, status: STATUS_NAMES[status] ?? 'INTERNAL' } };
}
