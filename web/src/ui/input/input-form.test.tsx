import { fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { show } from '../../testing/render.tsx';
import { draftInput, readInput } from './input-draft.ts';
import { InputForm } from './input-form.tsx';

const SCHEMA = {
  type: 'object',
  properties: {
    topic: { type: 'string', title: 'Topic', description: 'What it is about' },
    text: { type: 'string', format: 'textarea' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    share: { type: 'number' },
    loud: { type: 'boolean' },
    tone: { type: 'string', enum: ['dry', 'warm'] },
    table: { type: 'object' },
  },
  required: ['topic'],
};

/** The form with its state, and what it stands for as text. */
function Harness({ schema, isTried = false }: { schema: object; isTried?: boolean }) {
  const [draft, setDraft] = useState(() => draftInput(schema));
  return (
    <>
      <InputForm draft={draft} onChange={setDraft} isTried={isTried} />
      <output data-testid="read">{JSON.stringify(readInput(draft))}</output>
    </>
  );
}

const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const read = (text: string | null): unknown => JSON.parse(text ?? '');

test('each kind of field is written into the input as what it is', async () => {
  const { getByTestId, getByText, findByRole } = await show(<Harness schema={SCHEMA} />);
  getByText('What it is about');
  type(getByTestId('input-topic'), 'tides');
  type(getByTestId('input-text'), 'two\nlines');
  type(getByTestId('input-count'), '3');
  type(getByTestId('input-share'), '0.5');
  fireEvent.click(getByTestId('input-loud'));
  type(getByTestId('input-table'), '{"a": [1]}');
  fireEvent.click(getByTestId('input-tone'));
  fireEvent.click(await findByRole('option', { name: 'warm', hidden: true }));
  expect(read(getByTestId('read').textContent)).toEqual({
    ok: true,
    input: {
      topic: 'tides',
      text: 'two\nlines',
      count: 3,
      share: 0.5,
      loud: true,
      tone: 'warm',
      table: { a: [1] },
    },
  });
});

test('what is wrong is told while one types, what is missing only once one has tried', async () => {
  const { getByTestId, getByText, queryByText, unmount } = await show(<Harness schema={SCHEMA} />);
  expect(queryByText('This is needed')).toBeNull();
  type(getByTestId('input-table'), '{');
  getByText('This is not valid JSON');
  unmount();
  const tried = await show(<Harness schema={SCHEMA} isTried />);
  tried.getByText('This is needed');
});

test('JSON that a field can’t show stays JSON, other goes back into the fields', async () => {
  const { getByTestId, queryByTestId } = await show(<Harness schema={SCHEMA} />);
  fireEvent.click(getByTestId('input-mode'));
  type(getByTestId('input-json'), '{"topic": 7}');
  fireEvent.click(getByTestId('input-mode'));
  expect(queryByTestId('input-topic')).toBeNull();
  type(getByTestId('input-json'), '{"topic": "tides", "other": 1}');
  fireEvent.click(getByTestId('input-mode'));
  expect((getByTestId('input-topic') as HTMLInputElement).value).toBe('tides');
  expect(read(getByTestId('read').textContent)).toMatchObject({ input: { topic: 'tides', other: 1 } });
});

test('a workflow that asks for nothing says so, and still takes JSON', async () => {
  const { getByTestId, getByText } = await show(<Harness schema={{}} />);
  getByText('There is nothing to fill in.');
  fireEvent.click(getByTestId('input-mode'));
  type(getByTestId('input-json'), '{"any": true}');
  expect(read(getByTestId('read').textContent)).toEqual({ ok: true, input: { any: true } });
});
