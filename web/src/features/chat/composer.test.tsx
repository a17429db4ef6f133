import { act, fireEvent, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { type Answers, show } from '../../testing/render.tsx';
import { Composer, type Draft } from './composer.tsx';
import type { TurnOptions } from './turn-options.ts';

const ANSWERS: Answers = {
  'GET /api/v1/agents': {
    items: [
      { id: 'code', name: 'Code', description: 'Runs code', tools: [], builtIn: true, state: 'enabled' },
      { id: 'old', name: 'Old', description: 'Not in use', tools: [], builtIn: false, state: 'disabled' },
    ],
  },
  'GET /api/v1/models': { items: [], next: null },
};

async function open(given: Partial<Parameters<typeof Composer>[0]> = {}) {
  const drafts: Draft[] = [];
  const onSend = async (draft: Draft) => void drafts.push(draft);
  const view = await show(
    <Composer options={{}} onOptions={() => undefined} onSend={onSend} {...given} />,
    ANSWERS,
  );
  const field = view.getByTestId('composer-input') as HTMLTextAreaElement;
  const type = (value: string) => fireEvent.change(field, { target: { value } });
  return { ...view, drafts, field, type };
}

test('Enter sends what was written and empties the field', async () => {
  const { drafts, field, type } = await open();
  type('When does it open?');
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(field.value).toBe(''));
  expect(drafts).toEqual([{ text: 'When does it open?', attachments: [] }]);
});

test('nothing, and nothing but spaces, cannot be sent', async () => {
  const { drafts, field, type, getByTestId } = await open();
  expect(getByTestId('composer-send')).toHaveProperty('disabled', true);
  type('  \n ');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(getByTestId('composer-send')).toHaveProperty('disabled', true);
  expect(drafts).toEqual([]);
});

test('a message that could not be sent stays for another try', async () => {
  const { field, type, getByTestId } = await open({ onSend: () => Promise.reject(new TypeError('offline')) });
  type('Keep me');
  fireEvent.click(getByTestId('composer-send'));
  await waitFor(() => expect(getByTestId('composer-send')).toHaveProperty('disabled', false));
  expect(field.value).toBe('Keep me');
});

test('a second Enter while the first is on its way sends nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onSend = vi.fn(() => promise);
  const { field, type } = await open({ onSend });
  type('Once');
  fireEvent.keyDown(field, { key: 'Enter' });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(onSend).toHaveBeenCalledTimes(1);
  await act(async () => resolve());
});

test('while an answer is under way the button stops it, and Enter keeps the draft', async () => {
  const onStop = vi.fn();
  const { drafts, field, type, getByTestId, queryByTestId } = await open({ onStop });
  type('Next question');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(drafts).toEqual([]);
  expect(field.value).toBe('Next question');
  expect(queryByTestId('composer-send')).toBeNull();
  fireEvent.click(getByTestId('composer-stop'));
  expect(onStop).toHaveBeenCalledTimes(1);
});

test('only an agent that is enabled is offered', async () => {
  const { getByRole, findByRole, queryByRole } = await open();
  fireEvent.click(getByRole('button', { name: 'Agent: Auto' }));
  await findByRole('menuitem', { name: /^Code/ });
  expect(queryByRole('menuitem', { name: /^Old/ })).toBeNull();
});

test('what was pinned and is no longer offered is forgotten, the rest is kept', async () => {
  const chosen: TurnOptions[] = [];
  await open({
    options: { agent: 'old', route: 'code', model: 'gone' },
    onOptions: (options) => chosen.push(options),
  });
  await waitFor(() => expect(chosen.at(-1)).toEqual({ route: 'code' }));
});

function Pinned({ onSend }: { onSend: () => Promise<void> }) {
  const [options, setOptions] = useState<TurnOptions>({ agent: 'code' });
  return <Composer options={options} onOptions={setOptions} onSend={onSend} initialText="Run it" />;
}

test('an agent that was disabled meanwhile is forgotten once the server has refused it', async () => {
  let state = 'enabled';
  const refuse = () => {
    state = 'disabled';
    return Promise.reject(new TypeError('agent_not_enabled'));
  };
  const { findByRole, getByTestId } = await show(<Pinned onSend={refuse} />, {
    'GET /api/v1/models': { items: [], next: null },
    'GET /api/v1/agents': () => ({ items: [{ id: 'code', name: 'Code', description: '', state }] }),
  });
  await findByRole('button', { name: 'Agent: Code' });
  fireEvent.click(getByTestId('composer-send'));
  await findByRole('button', { name: 'Agent: Auto' });
  expect(getByTestId('composer-input')).toHaveProperty('value', 'Run it');
});

test('an agent can be pinned from the list, in the reader’s words', async () => {
  const chosen: TurnOptions[] = [];
  const { getByRole, findByRole } = await open({ onOptions: (options) => chosen.push(options) });
  fireEvent.click(getByRole('button', { name: 'Agent: Auto' }));
  fireEvent.click(await findByRole('menuitem', { name: /^Code/ }));
  expect(chosen).toEqual([{ agent: 'code' }]);
});

test('what starts in the field can be sent at once', async () => {
  const { drafts, getByTestId } = await open({ initialText: 'Plot sin(x)' });
  fireEvent.click(getByTestId('composer-send'));
  await waitFor(() => expect(drafts.length).toBe(1));
});
