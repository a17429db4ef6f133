import type { WorkflowProblem } from '../../../lib/api-types.ts';
import { ApiProblem } from '../../../lib/problem.ts';

/** What the server found wrong with a definition that it refused. */
export function problemsIn(error: unknown): WorkflowProblem[] {
  const problems = error instanceof ApiProblem ? error.body['problems'] : undefined;
  return Array.isArray(problems) ? problems : [];
}
