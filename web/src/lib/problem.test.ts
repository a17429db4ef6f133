import { expect, test } from 'vitest';
import { ApiProblem, asProblem, isPassing, networkProblem, problemFrom, problemOf } from './problem.ts';

const problem = (status: number) => new ApiProblem({ status, code: 'any', detail: 'Any' });

test('problemFrom() keeps the code, the detail, the request and the fields', () => {
  const body = {
    code: 'body_invalid',
    detail: 'Cannot read body',
    requestId: 'r-1',
    errors: [{ path: 'name', message: 'Too long' }],
  };
  const made = problemFrom(422, body);
  expect(made).toMatchObject({
    status: 422,
    code: 'body_invalid',
    requestId: 'r-1',
    message: 'Cannot read body',
  });
  expect(made.fields).toEqual(body.errors);
});

test('what is no problem becomes one: a proxy’s page, an empty body, a wrong shape', async () => {
  const html = await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(html).toMatchObject({ status: 502, code: 'answer_unreadable' });
  expect((await problemOf(new Response(null, { status: 500 }))).message).toContain('500');
  expect(problemFrom(400, { code: 7, detail: null, errors: 'no' })).toMatchObject({
    code: 'answer_unreadable',
    fields: [],
    requestId: null,
  });
});

test('asProblem() leaves problems alone and wraps everything else', () => {
  const known = problem(404);
  expect(asProblem(known)).toBe(known);
  expect(asProblem(new TypeError('x is not a function'))).toMatchObject({
    code: 'page_failed',
    message: 'x is not a function',
  });
  expect(asProblem('text').message).toBe('text');
});

test('passing are the network and a server that is overloaded or broken; refusals are not', () => {
  for (const status of [0, 408, 429, 500, 503]) expect(isPassing(problem(status)), String(status)).toBe(true);
  for (const status of [400, 401, 403, 404, 409, 422])
    expect(isPassing(problem(status)), String(status)).toBe(false);
  expect(isPassing(networkProblem())).toBe(true);
  expect(isPassing(new TypeError('a bug'))).toBe(false);
});
