import { expect, test } from 'vitest';
import { ApiProblem } from '../../lib/problem.ts';
import { misfitOf } from './misfit.ts';

const problem = (detail: string, code = 'workflow_input_invalid') =>
  new ApiProblem({ status: 400, code, detail });

test.each([
  ['Cannot run workflow: the input does not fit (/n: a number is needed)', 'n', 'a number is needed'],
  [
    'Cannot run workflow: the input does not fit (/list/2/name: too long (max 3))',
    'list',
    'too long (max 3)',
  ],
  ['Cannot run workflow: the input does not fit (it: "n" is missing)', null, '"n" is missing'],
  ['Something else', null, 'Something else'],
])('%s', (detail, field, why) => {
  expect(misfitOf(problem(detail))).toEqual({ field, why });
});

test('other failures are none of it', () => {
  expect(misfitOf(null)).toBeNull();
  expect(misfitOf(problem('x', 'forbidden'))).toBeNull();
});
