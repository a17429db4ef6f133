import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { JoinPage } from './join-page.tsx';

const SESSION = { accessToken: 'access', refreshToken: 'refresh', expiresInSeconds: 900 };

afterEach(() => {
  location.hash = '';
});

async function open(hash: string, answers: Answers = {}) {
  location.hash = hash;
  const view = await show(<JoinPage />, answers);
  const fill = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  return { ...view, fill };
}

test('an invitation is accepted with its token, and the new member is signed in', async () => {
  const { fill, getByTestId, sent, client } = await open('#token=t%2F1', {
    'POST /api/v1/invitations/acceptance': SESSION,
  });
  fill('join-name', 'Linus');
  fill('join-password', 'a long password');
  fireEvent.click(getByTestId('join-submit'));
  await waitFor(() => expect(client.sessions.read()?.refreshToken).toBe('refresh'));
  expect(sent[0]?.body).toEqual({ token: 't/1', name: 'Linus', password: 'a long password' });
});

test('without a token the page says what is missing and sends nothing', async () => {
  const { getByTestId, container } = await open('');
  expect(getByTestId('join-submit')).toHaveProperty('disabled', true);
  expect(container.textContent).toContain('link');
});

test('an invitation that is over is told, and nobody is signed in', async () => {
  const { fill, getByTestId, findByTestId, client } = await open('#token=old', {
    'POST /api/v1/invitations/acceptance': refusal(410, 'invitation_over', 'This invitation has expired'),
  });
  fill('join-name', 'Linus');
  fill('join-password', 'a long password');
  fireEvent.click(getByTestId('join-submit'));
  expect((await findByTestId('form-problem')).textContent).toContain('expired');
  expect(client.sessions.read()).toBeNull();
});

test('a server that is away is told, and what was typed stays', async () => {
  const { fill, getByTestId, findByTestId } = await open('#token=t', {
    'POST /api/v1/invitations/acceptance': () => Promise.reject(new TypeError('offline')),
  });
  fill('join-name', 'Linus');
  fill('join-password', 'a long password');
  fireEvent.click(getByTestId('join-submit'));
  await findByTestId('form-problem');
  expect(getByTestId('join-name')).toHaveProperty('value', 'Linus');
});
