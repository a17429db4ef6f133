import { Validator } from '@cfworker/json-schema';
import { OrchestratorError } from '../lib/errors.ts';
import type { JsonSchema, Node } from './definition.ts';

/** Why a value does not fit a schema, or null. The schema is read, never made into code. */
export function misfit(schema: JsonSchema, value: unknown): string | null {
  const { valid, errors } = new Validator(schema, '2020-12').validate(value);
  if (valid) return null;
  const [first] = [...errors].sort((a, b) => b.instanceLocation.length - a.instanceLocation.length);
  return first
    ? `${first.instanceLocation.replace(/^#/, '') || 'it'}: ${first.error}`
    : 'it does not fit its schema';
}

/** Why the part of a task's result that is the node's own, its data, does not fit what the node promises. */
export function promisedMisfit(node: Pick<Node, 'type' | 'output'>, output: unknown): string | null {
  if (!node.output || typeof output !== 'object' || output === null) return null;
  const { data, result } = output as { data?: unknown; result?: unknown };
  return misfit(node.output, node.type === 'code' ? result : data);
}

/** Throws `output_invalid`. */
export function checkPromised(node: Pick<Node, 'id' | 'type' | 'output'>, output: unknown): void {
  const why = promisedMisfit(node, output);
  if (why !== null) throw outputInvalid(node, why);
}

/** The value, if it fits the schema that the node promises. Throws `output_invalid`. */
export function checkValue(node: Pick<Node, 'id' | 'output'>, value: unknown): unknown {
  const why = node.output ? misfit(node.output, value) : null;
  if (why === null) return value;
  throw outputInvalid(node, why);
}

function outputInvalid({ id }: Pick<Node, 'id'>, why: string): OrchestratorError {
  return new OrchestratorError('output_invalid', `Cannot finish ${id}: its result does not fit, ${why}`);
}

/** The input, if it fits the definition. Throws `workflow_input_invalid`. */
export function checkInput(schema: JsonSchema, input: Record<string, unknown>): void {
  const why = misfit(schema, input);
  if (why !== null)
    throw new OrchestratorError(
      'workflow_input_invalid',
      `Cannot start workflow: the input does not fit, ${why}`,
    );
}
