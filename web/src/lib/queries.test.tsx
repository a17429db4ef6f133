import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Answers, refusal, show } from '../testing/render.tsx';
import { MAX_PAGES } from './all-pages.ts';
import { ApiProblem, networkProblem } from './problem.ts';
import { retry, useCan, useList, useRead, useWrite } from './queries.ts';

const problem = (status: number) => new ApiProblem({ status, code: 'x', detail: 'x' });

test('what may pass is tried again, twice; a refusal is not', () => {
  expect([0, 1, 2].map((failures) => retry(failures, networkProblem()))).toEqual([true, true, false]);
  expect([408, 429, 500, 503].every((status) => retry(0, problem(status)))).toBe(true);
  expect([400, 401, 403, 404, 409].some((status) => retry(0, problem(status)))).toBe(false);
  expect(retry(0, new TypeError('a bug of our own'))).toBe(false);
});

function Runs() {
  const runs = useList('GET /api/v1/runs', { query: { state: 'failed' } });
  const stop = useWrite('PUT /api/v1/runs/{id}/cancellation', ['GET /api/v1/runs']);
  return (
    <>
      <p data-testid="ids">{runs.error ? runs.error.message : runs.data?.map(({ id }) => id).join(' ')}</p>
      <button type="button" onClick={() => stop.mutate({ params: { id: 'a/b' } })}>
        stop
      </button>
    </>
  );
}

const open = (answers: Answers) => show(<Runs />, answers);

test('a list is read to its end, page by page', async () => {
  const pages = [
    { items: [{ id: '1' }, { id: '2' }], next: 'c' },
    { items: [{ id: '3' }], next: null },
  ];
  const { findByText } = await open({ 'GET /api/v1/runs': () => pages.shift() });
  await findByText('1 2 3');
});

test('a list that never ends is cut', async () => {
  let reads = 0;
  const { getByTestId } = await open({
    'GET /api/v1/runs': () => ({ items: [{ id: String(++reads) }], next: 'more' }),
  });
  await waitFor(() => expect(getByTestId('ids').textContent).not.toBe(''));
  expect(reads).toBe(MAX_PAGES);
});

test('what a write changes is read again, and an id is written into the path as it has to be', async () => {
  let reads = 0;
  const { findByText, getByText, sent } = await open({
    'GET /api/v1/runs': () => ({ items: [{ id: `read-${++reads}` }], next: null }),
    'PUT /api/v1/runs/a%2Fb/cancellation': {},
  });
  await findByText('read-1');
  fireEvent.click(getByText('stop'));
  await findByText('read-2');
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toContain(
    'PUT /api/v1/runs/a%2Fb/cancellation',
  );
});

test('after a write that failed nothing is read again', async () => {
  let reads = 0;
  const { findByText, getByText, sent } = await open({
    'GET /api/v1/runs': () => ({ items: [{ id: `read-${++reads}` }], next: null }),
    'PUT /api/v1/runs/a%2Fb/cancellation': refusal(409, 'run_over'),
  });
  await findByText('read-1');
  fireEvent.click(getByText('stop'));
  await waitFor(() => expect(sent.some(({ method }) => method === 'PUT')).toBe(true));
  expect(reads).toBe(1);
});

function Later() {
  const { data } = useRead('GET /api/v1/runs/{id}', { params: { id: 'r' } }, { retry: 2, retryDelay: 1 });
  return <p>{data?.id}</p>;
}

test('what may come a moment later is asked for again, also after a refusal', async () => {
  let reads = 0;
  const { findByText } = await show(<Later />, {
    'GET /api/v1/runs/r': () => (++reads < 3 ? refusal(404, 'not_found') : { id: 'there' }),
  });
  await findByText('there');
  expect(reads).toBe(3);
});

function May() {
  const can = useCan();
  return <p>{[can('edit', 'Agent'), can('edit', 'Nothing')].join(' ')}</p>;
}

test('useCan() answers by the rules of who is signed in', async () => {
  const { findByText } = await show(<May />);
  await findByText('true false');
});
