import { z } from '../http/contract.ts';

/** The part of OpenAI's Chat Completions API that is understood; other fields are accepted and ignored. */
const MAX_MESSAGES = 500;
const MAX_TOOLS = 128;
const MAX_CONTENT_LENGTH = 400_000;

const textPart = z.object({ type: z.literal('text'), text: z.string().max(MAX_CONTENT_LENGTH) });
const content = z.union([z.string().max(MAX_CONTENT_LENGTH), z.array(textPart)]);

const toolCall = z.object({
  id: z.string().max(200),
  type: z.literal('function'),
  function: z.object({ name: z.string().max(200), arguments: z.string().max(MAX_CONTENT_LENGTH) }),
});

const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content }),
  z.object({ role: z.literal('developer'), content }),
  z.object({ role: z.literal('user'), content }),
  z.object({
    role: z.literal('assistant'),
    content: content.nullable().optional(),
    tool_calls: z.array(toolCall).max(MAX_TOOLS).optional(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string().max(200), content }),
]);

export const completionRequest = z.object({
  model: z.string().min(1).max(200),
  messages: z.array(message).min(1).max(MAX_MESSAGES),
  stream: z.boolean().nullable().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullable().optional(),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string().min(1).max(64),
          description: z.string().max(20_000).optional(),
          parameters: z.record(z.string(), z.unknown()).optional(),
        }),
      }),
    )
    .max(MAX_TOOLS)
    .optional(),
  tool_choice: z
    .union([z.enum(['auto', 'none', 'required']), z.object({ type: z.literal('function') })])
    .optional(),
  max_tokens: z.number().int().min(1).nullable().optional(),
  max_completion_tokens: z.number().int().min(1).nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
});
export type CompletionRequest = z.infer<typeof completionRequest>;
export type CompletionMessage = CompletionRequest['messages'][number];
