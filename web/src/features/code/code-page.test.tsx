import { fireEvent, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import type { WholeExecution } from '../../lib/api-types.ts';
import { type Answers, ME, refusal, show } from '../../testing/render.tsx';
import { keepDraft } from './code-draft.ts';
import { CodePage } from './code-page.tsx';

const MAY_RUN = { ...ME, rules: [{ action: ['run'], subject: ['Execution'], conditions: null }] };
const SANDBOX = {
  level: 'namespace',
  reason: null,
  fix: null,
  python: 'Python 3.11.2',
  javascript: 'Node 26.10.0',
};

beforeEach(() => {
  localStorage.clear();
  keepDraft(localStorage, { language: 'python', code: { python: 'print(6 * 7)', javascript: '' } });
});

function ran(change: Partial<WholeExecution> = {}): WholeExecution {
  const result = {
    runId: 'x1',
    exitCode: 0,
    stdout: '42\n',
    stderr: '',
    files: [],
    figures: [],
    durationMs: 12,
  };
  return {
    runId: 'x1',
    language: 'python',
    state: 'done',
    title: 'print(6 * 7)',
    createdAt: 1_000,
    finishedAt: 2_000,
    exitCode: 0,
    code: 'print(6 * 7)',
    session: null,
    inputs: [],
    result,
    error: null,
    ...change,
  } as WholeExecution;
}

/** A log of a run as the server streams it. */
function log(...events: [type: string, payload?: object][]): Response {
  const lines = events.map(([type, payload = {}], index) => {
    const event = { sequence: index + 1, at: 0, type, step: null, attempt: 1, payload };
    return `id: ${index + 1}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return new Response(lines.join(''), { headers: { 'content-type': 'text/event-stream' } });
}

const page = (answers: Answers = {}, me: object = MAY_RUN) =>
  show(
    <CodePage />,
    {
      'GET /api/v1/sandbox': SANDBOX,
      'POST /api/v1/executions': { runId: 'x1' },
      'GET /api/v1/runs/x1/events': () =>
        log(['run.started'], ['execution.output', { stream: 'stdout', text: '42\n' }], ['run.finished']),
      'GET /api/v1/executions/x1': ran(),
      ...answers,
    },
    'en',
    me,
  );

async function begun(answers: Answers = {}) {
  const view = await page(answers);
  const button = await view.findByTestId('code-run');
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
  fireEvent.click(button);
  return view;
}

test('code is run, and what it writes and how it ended are shown', async () => {
  const { findByTestId, sent } = await begun();
  expect((await findByTestId('written')).textContent).toBe('42\n');
  expect((await findByTestId('ended')).textContent).toContain('Ended well');
  const post = sent.find(({ method }) => method === 'POST');
  expect(post?.body).toEqual({ language: 'python', code: 'print(6 * 7)', files: [] });
});

test('figures are shown and files are offered; what wrote nothing says so', async () => {
  const png = { name: 'figure-01.png', mediaType: 'image/png', size: 3, contentBase64: 'AQID' };
  const made = {
    ...ran().result!,
    stdout: '',
    figures: [png],
    files: [{ ...png, name: 'a.csv', mediaType: 'text/csv' }],
  };
  const quiet = () => log(['run.started'], ['run.finished']);
  const view = await begun({
    'GET /api/v1/executions/x1': ran({ result: made }),
    'GET /api/v1/runs/x1/events': quiet,
  });
  expect((await view.findByTestId('code-figure')).getAttribute('src')).toBe('data:image/png;base64,AQID');
  view.getByTestId('made-a.csv');
  view.unmount();
  const silent = await begun({
    'GET /api/v1/executions/x1': ran({ result: { ...ran().result!, stdout: '' } }),
    'GET /api/v1/runs/x1/events': quiet,
  });
  expect((await silent.findByTestId('ended')).textContent).toContain('It printed nothing.');
});

test('code that is under way is stopped, and a limit that ended it is named', async () => {
  const open = new Response(new ReadableStream());
  const view = await begun({
    'GET /api/v1/runs/x1/events': open,
    'GET /api/v1/executions/x1': ran({ state: 'running', finishedAt: null, result: null }),
    'PUT /api/v1/runs/x1/cancellation': {},
  });
  fireEvent.click(await view.findByTestId('code-stop'));
  await waitFor(() => expect(view.sent.some(({ path }) => path.endsWith('/cancellation'))).toBe(true));
  view.unmount();
  const cut = { ...ran().result!, exitCode: null, killedBy: 'memory' as const };
  const ended = await begun({
    'GET /api/v1/executions/x1': ran({ exitCode: null, killedBy: 'memory', result: cut }),
  });
  expect((await ended.findByTestId('ended')).textContent).toContain('Ended by the memory limit');
});

test('a refusal is told, and the code stays', async () => {
  const view = await begun({ 'POST /api/v1/executions': () => refusal(429, 'queue_full') });
  await view.findByRole('alert');
  expect(view.getByTestId('code-run').hasAttribute('disabled')).toBe(false);
});

test('code that the policy asks about is run once the person says so, and findings are shown', async () => {
  const finding = {
    rule: 'B307',
    line: 1,
    column: 1,
    severity: 'medium',
    confidence: 'high',
    reason: 'It calls eval',
  };
  const scan = { verdict: 'findings', findings: [finding], truncated: false } as const;
  const view = await begun({
    'POST /api/v1/executions': ({ body }: { body: unknown }) =>
      (body as { acceptFindings?: boolean }).acceptFindings
        ? { runId: 'x1' }
        : refusal(422, 'code_not_accepted'),
    'GET /api/v1/executions/x1': ran({ result: { ...ran().result!, scan: scan as never } }),
  });
  fireEvent.click(await view.findByTestId('code-accept'));
  expect((await view.findByTestId('scan')).textContent).toContain('It calls eval');
  await view.findByTestId('ended');
});

test('with variables kept, runs are cells of one session, and earlier ones stay in sight', async () => {
  let opened = 0;
  let runs = 0;
  const view = await page({
    'POST /api/v1/code-sessions': () => ({ id: `s${++opened}`, language: 'python', openedAt: 1, cells: 0 }),
    'DELETE /api/v1/code-sessions/s1': {},
    'POST /api/v1/executions': () => ({ runId: `x${++runs}` }),
    'GET /api/v1/runs/x2/events': () => log(['run.started'], ['run.finished']),
    'GET /api/v1/executions/x2': ran({ runId: 'x2', code: 'x + 1' }),
  });
  fireEvent.click(await view.findByTestId('code-session'));
  const press = async () => {
    const button = await view.findByTestId('code-run');
    await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
    fireEvent.click(button);
    await view.findByTestId('ended');
  };
  await press();
  await press();
  const bodies = view.sent.filter(({ path, method }) => path === '/api/v1/executions' && method === 'POST');
  expect(bodies.map(({ body }) => (body as { session?: string }).session)).toEqual(['s1', 's1']);
  expect((await view.findByTestId('cell-1')).textContent).toContain('print(6 * 7)');
  fireEvent.click(view.getByTestId('code-start-over'));
  await waitFor(() => expect(view.queryByTestId('cell-1')).toBeNull());
  await waitFor(() => expect(view.sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

test('a run that ends at once after another is read to its end', async () => {
  let runs = 0;
  let asked = 0;
  const view = await page({
    'POST /api/v1/executions': () => ({ runId: `x${++runs}` }),
    'GET /api/v1/runs/x2/events': () => log(['run.finished']),
    // The first reading comes before its end.
    'GET /api/v1/executions/x2': () =>
      ++asked === 1
        ? ran({ runId: 'x2', state: 'running', finishedAt: null, result: null })
        : ran({ runId: 'x2', exitCode: 5, result: { ...ran().result!, exitCode: 5 } }),
  });
  const press = async () => {
    const button = await view.findByTestId('code-run');
    await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
    fireEvent.click(button);
  };
  await press();
  await view.findByTestId('ended');
  await press();
  await waitFor(() => expect(view.queryByTestId('ended')?.textContent).toContain('Exit code 5'));
});

test('a session that has ended is told, and the next run begins another', async () => {
  let opened = 0;
  const view = await page({
    'POST /api/v1/code-sessions': () => ({ id: `s${++opened}`, language: 'python', openedAt: 1, cells: 0 }),
    'POST /api/v1/executions': ({ body }: { body: unknown }) =>
      (body as { session: string }).session === 's1' ? refusal(409, 'code_session_ended') : { runId: 'x1' },
  });
  fireEvent.click(await view.findByTestId('code-session'));
  const button = await view.findByTestId('code-run');
  await waitFor(() => expect(button.hasAttribute('disabled')).toBe(false));
  fireEvent.click(button);
  expect((await view.findByRole('alert')).textContent).toContain('The session has ended');
  fireEvent.click(view.getByTestId('code-run'));
  await view.findByTestId('ended');
  expect(opened).toBe(2);
});

test('an earlier execution is brought back with its code and its output', async () => {
  const earlier = ran({ runId: 'x1', code: 'raise SystemExit(3)', exitCode: 3 });
  const { findByTestId, getByTestId, getByLabelText } = await page({
    'GET /api/v1/executions': { items: [earlier], next: null },
    'GET /api/v1/executions/x1': earlier,
  });
  fireEvent.click(getByTestId('code-history'));
  const row = await findByTestId('ran-x1');
  within(row).getByText('Exit code 3');
  fireEvent.click(row);
  expect((await findByTestId('ended')).textContent).toContain('Exit code 3');
  await waitFor(() =>
    expect(getByLabelText('Code', { selector: '[contenteditable]' }).textContent).toContain('SystemExit'),
  );
});

test('without a run the history says how to begin', async () => {
  const { getByTestId, findByText } = await page({ 'GET /api/v1/executions': { items: [], next: null } });
  fireEvent.click(getByTestId('code-history'));
  await findByText('What you run is kept here with its result.');
});

test('where nothing can be walled in nothing is run, and the line that helps is told', async () => {
  const off = {
    ...SANDBOX,
    level: 'unavailable',
    reason: 'Bubblewrap is missing',
    fix: 'apt-get install -y bubblewrap',
  };
  const { findByTestId, getByTestId } = await page({ 'GET /api/v1/sandbox': off });
  expect((await findByTestId('no-sandbox')).textContent).toContain('apt-get install -y bubblewrap');
  expect(getByTestId('code-run').hasAttribute('disabled')).toBe(true);
});

test('who may not run code is told so', async () => {
  const { findByText, queryByTestId } = await page({}, { ...ME, rules: [] });
  await findByText('You may not run code here');
  expect(queryByTestId('code-run')).toBeNull();
});

test('the language decides which code is shown and run', async () => {
  keepDraft(localStorage, { language: 'python', code: { python: 'p', javascript: 'console.log(1)' } });
  const { getByText, findByTestId, sent } = await page();
  fireEvent.click(getByText('JavaScript'));
  fireEvent.click(await findByTestId('code-run'));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      language: 'javascript',
      code: 'console.log(1)',
    }),
  );
});
