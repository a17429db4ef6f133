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

/** The value, if it fits the schema that the node promises. Throws `output_invalid`. */
export function checkValue(node: Pick<Node, 'id' | 'output'>, value: unknown): unknown {
  const why = node.output ? misfit(node.output, value) : null;
  if (why === null) return value;
  throw new OrchestratorError('output_invalid', `Cannot finish ${node.id}: its result does not fit, ${why}`);
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
