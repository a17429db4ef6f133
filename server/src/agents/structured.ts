import type { Context } from '@agenticgen/orchestrator';
import { type JsonSchema, misfit } from '@agenticgen/orchestrator/workflow';
import type { Database } from '../db/index.ts';
import { jsonIn, type ModelMessage } from '../models/index.ts';
import { type Answer, addSpent, textOf } from './answer.ts';
import { agentErrors } from './errors.ts';
import { callModel, type ModelStepNeeds } from './model-step.ts';
import type { Task } from './task.ts';

/** The model is asked once more if its first result does not fit. */
const MAX_TRIES = 2;
const TOOL = 'submit_result';

/**
 * The answer as a value that fits a schema: what the answer's text holds as JSON, else what the model submits
 * when it is asked for nothing but that. Throws `result_invalid`.
 */
export async function structuredResult(
  ctx: Context<Database>,
  needs: ModelStepNeeds,
  task: Task,
  answer: Answer,
  schema: JsonSchema,
): Promise<unknown> {
  const text = textOf(answer.parts);
  const written = jsonIn(text);
  if (written !== undefined && misfit(schema, written) === null) return written;
  const messages: ModelMessage[] = [
    { role: 'system', text: task.agent.instructions },
    ...task.messages,
    { role: 'assistant', text, toolCalls: [] },
  ];
  let why = '';
  for (let tried = 1; tried <= MAX_TRIES; tried++) {
    const ask =
      why === '' ? `Submit the result with ${TOOL}.` : `That result does not fit: ${why}. Submit it again.`;
    messages.push({ role: 'user', text: ask });
    const reply = await callModel(ctx, needs, {
      step: `result-${tried}`,
      task,
      messages,
      tools: [{ name: TOOL, description: 'Takes the result of the task', parameters: schema }],
      toolChoice: 'required',
      onPartial: () => {},
      parts: answer.parts,
    });
    addSpent(answer.usage, reply.usage);
    const call = reply.toolCalls.find(({ tool }) => tool === TOOL);
    const value = call ? call.arguments : jsonIn(reply.text);
    why = value === undefined ? 'nothing was submitted' : (misfit(schema, value) ?? '');
    if (why === '') return value;
  }
  throw agentErrors.result_invalid(why);
}
