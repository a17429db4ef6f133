import { asProblem } from '../../lib/problem.ts';

export const MISFIT = 'workflow_input_invalid';
const PLACED = /does not fit \((?:it|\/([^/:]*)[^:]*): (.+)\)$/s;

/** Where the server found that an input does not fit, and why in its words; null for any other failure. */
export function misfitOf(error: unknown): { field: string | null; why: string } | null {
  if (!error) return null;
  const { code, message } = asProblem(error);
  if (code !== MISFIT) return null;
  return readMisfit(message);
}

/** The same of the server's words alone. */
export function readMisfit(message: string): { field: string | null; why: string } {
  const [, field, why] = PLACED.exec(message) ?? [];
  return { field: field || null, why: why ?? message };
}
