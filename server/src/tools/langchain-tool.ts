import { z } from 'zod';
import { jsonSchemaType } from './json-schema-type.ts';
import { tameSchema } from './tame-schema.ts';
import type { Tool } from './tool.ts';
import type { Effect, Traits } from './traits.ts';

/** What is needed of a tool of LangChain.js (`StructuredToolInterface` of @langchain/core). */
export interface LangChainTool {
  name: string;
  description: string;
  /** A zod schema, or JSON Schema. */
  schema: unknown;
  invoke(input: never, config?: { signal?: AbortSignal }): Promise<unknown>;
}

export interface LangChainOptions {
  /** Nothing is known of it, so by default it is taken to be seen outside, and people are asked before it. */
  effect?: Effect;
  title?: string;
  traits?: Partial<Traits>;
}

/** A LangChain.js tool as one of ours, under the same rules as all others. Pass it to `start` as one of `tools`. */
export function langChainTool(
  langChain: LangChainTool,
  { effect = 'outside', title = langChain.name, traits = {} }: LangChainOptions = {},
): Tool {
  const { schema: given, description } = langChain;
  const isZod = typeof given === 'object' && given !== null && '_zod' in given;
  const json = isZod ? z.toJSONSchema(given as z.ZodType, { io: 'input' }) : given;
  const parameters = { ...tameSchema(json), type: 'object' };
  return {
    ...{ name: langChain.name, title, description, effect, traits, parameters },
    schema: (isZod ? (given as z.ZodType) : jsonSchemaType(parameters)) as Tool['schema'],
    async run(input, { signal }) {
      const result = await langChain.invoke(input as never, { signal });
      return { ok: true, output: textOf(result), files: [], citations: [] };
    },
  };
}

/** Texts as they are, messages and parts by their text, all else as JSON. */
function textOf(result: unknown): string {
  if (typeof result === 'string') return result;
  const { content } = (result ?? {}) as { content?: unknown };
  if (typeof content === 'string') return content;
  if (Array.isArray(content))
    return content.map((part) => (part as { text?: string }).text ?? JSON.stringify(part)).join('\n');
  return JSON.stringify(result ?? null, null, 2);
}
