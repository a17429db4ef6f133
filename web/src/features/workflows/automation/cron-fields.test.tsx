import { fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { show } from '../../../testing/render.tsx';
import { CronFields } from './cron-fields.tsx';
import { newSchedule, type ScheduleDraft, timingOf } from './schedule-draft.ts';

function Harness({ error = null }: { error?: string | null }) {
  const [draft, setDraft] = useState<ScheduleDraft>(() => newSchedule('Europe/Berlin', Date.now()));
  return (
    <>
      <CronFields draft={draft} change={(part) => setDraft({ ...draft, ...part })} error={error} />
      <output data-testid="timing">{JSON.stringify(timingOf(draft))}</output>
    </>
  );
}

async function form(error: string | null = null) {
  const shown = await show(<Harness error={error} />);
  return {
    ...shown,
    choose: async (field: string, option: string) => {
      fireEvent.click(shown.getByTestId(field));
      fireEvent.click(await shown.findByRole('option', { name: option, hidden: true }));
    },
    type: (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } }),
    timing: () => JSON.parse(shown.getByTestId('timing').textContent ?? ''),
  };
}

test('days of the week are chosen by their names, at least one', async () => {
  const { choose, timing, getByLabelText, getByText } = await form();
  await choose('schedule-rhythm', 'Certain days');
  fireEvent.click(getByLabelText('Fri'));
  expect(timing().expression).toBe('0 9 * * 1,5');
  fireEvent.click(getByLabelText('Mon'));
  fireEvent.click(getByLabelText('Fri'));
  getByText('This is needed');
  expect(timing()).toBeNull();
});

test('a day that some months do not have is told of', async () => {
  const { choose, type, timing, getByLabelText, getByText, queryByText } = await form();
  await choose('schedule-rhythm', 'Every month');
  expect(queryByText('Months without this day are left out.')).toBeNull();
  type(getByLabelText('On day of the month'), '31');
  getByText('Months without this day are left out.');
  expect(timing().expression).toBe('0 9 31 * *');
});

test('every hour asks for the minute, Monday to Friday for the time', async () => {
  const { choose, type, timing, getByLabelText, getByTestId } = await form();
  await choose('schedule-rhythm', 'Every hour');
  type(getByLabelText('At minute'), '20');
  expect(timing().expression).toBe('20 * * * *');
  await choose('schedule-rhythm', 'Monday to Friday');
  type(getByTestId('schedule-time'), '17:05');
  expect(timing().expression).toBe('5 17 * * 1-5');
});

test('a zone or an expression that the server refuses is told at its own field', async () => {
  const { choose, getByTestId } = await form('no such thing');
  const describedBy = (field: string) => getByTestId(field).getAttribute('aria-invalid');
  expect(describedBy('schedule-zone')).toBe('true');
  await choose('schedule-rhythm', 'Own rhythm (cron)');
  expect(describedBy('schedule-expression')).toBe('true');
  expect(describedBy('schedule-zone')).not.toBe('true');
});
