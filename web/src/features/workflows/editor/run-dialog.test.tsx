import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fromLocalText, toLocalText } from '../../../lib/local-time.ts';
import { sampleDraft } from '../../../testing/draft.ts';
import { refusal, type Sent, show } from '../../../testing/render.tsx';
import { storedWorkflow } from '../../../testing/workflows.ts';
import { RunDialog } from './run-dialog.tsx';
import type { Saving } from './use-save.ts';

const SAVED = { version: 3, isDirty: false, isPending: false } as Saving;
const INPUT = {
  type: 'object',
  properties: { ship: { type: 'string', title: 'Ship' }, crew: { type: 'integer', title: 'Crew' } },
  required: ['ship'],
};
const RUN = 'POST /api/v1/workflows/w1/runs';

const dialog = (answers: Record<string, unknown>, more: object = {}) =>
  show(
    <RunDialog
      id="w1"
      draft={{ ...sampleDraft(), input: INPUT, ...more }}
      saving={SAVED}
      mayEdit
      onClose={() => undefined}
    />,
    { 'GET /api/v1/workflows/w1': storedWorkflow({ usualMs: null }), ...answers },
  );
const posted = (sent: Sent[]) => sent.filter(({ method }) => method === 'POST');
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

test('a run is given a deadline and a budget in dollars and minutes', async () => {
  const { getByTestId, sent } = await dialog({ [RUN]: { runId: 'r9' } });
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('run-terms'));
  const at = toLocalText(Date.now() + 3_600_000);
  type(getByTestId('run-deadline'), at);
  type(getByTestId('limit-costMicros'), '1.5');
  type(getByTestId('limit-seconds'), '2');
  fireEvent.click(getByTestId('run-start'));
  await waitFor(() => expect(posted(sent)).toHaveLength(1));
  expect(posted(sent)[0]?.body).toEqual({
    input: { ship: 'Albatross' },
    version: 3,
    deadlineAt: fromLocalText(at),
    budget: { costMicros: 1_500_000, seconds: 120 },
  });
});

test('a deadline that is over is told at once and nothing is sent', async () => {
  const { getByTestId, getByText, sent } = await dialog({});
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('run-terms'));
  type(getByTestId('run-deadline'), '2020-01-01T00:00');
  getByText('This is in the past');
  fireEvent.click(getByTestId('run-start'));
  expect(posted(sent)).toEqual([]);
});

test('the input can be written as JSON, with what was filled in so far', async () => {
  const { getByTestId, getByText, sent } = await dialog({ [RUN]: { runId: 'r9' } });
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('input-mode'));
  const json = getByTestId('input-json') as HTMLTextAreaElement;
  expect(JSON.parse(json.value)).toEqual({ ship: 'Albatross' });
  type(json, '{"ship"');
  getByText('This is not a JSON object');
  fireEvent.click(getByTestId('run-start'));
  expect(posted(sent)).toEqual([]);
  type(json, '{"ship": "Tern", "crew": 4}');
  fireEvent.click(getByTestId('input-mode'));
  expect((getByTestId('input-crew') as HTMLInputElement).value).toBe('4');
  fireEvent.click(getByTestId('run-start'));
  await waitFor(() => expect(posted(sent)[0]?.body).toMatchObject({ input: { ship: 'Tern', crew: 4 } }));
});

test('what the server finds wrong with a field stands at the field, until it is changed', async () => {
  const why = 'Cannot run workflow: the input does not fit (/ship: it is no ship)';
  const { getByTestId, findByText, queryByText, queryByTestId } = await dialog({
    [RUN]: () => refusal(400, 'workflow_input_invalid', why),
  });
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('run-start'));
  await findByText('it is no ship');
  expect(queryByTestId('form-problem')).toBeNull();
  type(getByTestId('input-ship'), 'Tern');
  await waitFor(() => expect(queryByText('it is no ship')).toBeNull());
});

test('the priority that is shown is the one of the workflow, and is sent only if it is chosen', async () => {
  const { getByTestId, getByLabelText, sent } = await dialog({ [RUN]: { runId: 'r9' } }, { priority: 'low' });
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('run-terms'));
  expect((getByLabelText('Low') as HTMLInputElement).checked).toBe(true);
  fireEvent.click(getByTestId('run-start'));
  await waitFor(() => expect(posted(sent)[0]?.body).toEqual({ input: { ship: 'Albatross' }, version: 3 }));
});

test('the dialog says how long such runs took and when this one would be done, if the server knows', async () => {
  const known = await dialog({ 'GET /api/v1/workflows/w1': storedWorkflow({ usualMs: 125_000 }) });
  expect((await known.findByTestId('run-done-by')).textContent).toMatch(/about 2 min 5 sec.*by \d/);
  known.unmount();
  const unknown = await dialog({});
  await waitFor(() => expect(unknown.sent).toHaveLength(1));
  expect(unknown.queryByTestId('run-done-by')).toBeNull();
});
