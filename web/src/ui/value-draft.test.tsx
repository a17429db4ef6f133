import { expect, test } from 'vitest';
import { show } from '../testing/render.tsx';
import { draftValue, editedValue } from './value-draft.ts';
import { ValueView } from './value-view.tsx';

test.each<[string, unknown]>([
  ['an object', { text: 'a', number: 1, list: [1, { b: null }], nothing: null }],
  ['a text', 'hello'],
  ['a number', 7],
  ['a list', ['a', 2]],
  ['an empty object', {}],
])('%s that is not edited is as before', (_, value) => {
  expect(editedValue(draftValue(value))).toEqual({ value, faults: [] });
});

test('a field of text stays text whatever is written, another one has to be JSON', () => {
  const draft = draftValue({ text: 'a', count: 1 });
  const edited = { ...draft, fields: draft.fields.map((field) => ({ ...field, text: '7' })) };
  expect(editedValue(edited).value).toEqual({ text: '7', count: 7 });
  const broken = { ...draft, fields: draft.fields.map((field) => ({ ...field, text: '{' })) };
  expect(editedValue(broken).faults).toEqual(['count']);
});

test('a value is shown field by field, and a tidy one without what says nothing', async () => {
  const value = { text: 'Ahoy', count: 3, none: null, list: [] };
  const whole = await show(<ValueView value={value} />);
  for (const text of ['text', 'Ahoy', 'count', '3', 'none']) whole.getByText(text);
  whole.unmount();
  const tidy = await show(<ValueView value={value} isTidy />);
  expect(tidy.queryByText('none')).toBeNull();
  expect(tidy.queryByText('list')).toBeNull();
});

test.each([null, undefined, '', {}])('%s is shown as nothing', async (value) => {
  const { getByText } = await show(<ValueView value={value} />);
  getByText('Nothing');
});

test('a program is shown as it is, an answer with marks as Markdown', async () => {
  const { queryByTestId, unmount, getByText } = await show(<ValueView value={'def a():\n    return 1'} />);
  getByText(/def a/);
  expect(queryByTestId('markdown')).toBeNull();
  unmount();
  const { findByTestId } = await show(<ValueView value={'## Found\n\n* one'} />);
  await findByTestId('markdown');
});
