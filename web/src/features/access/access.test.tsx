import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { tokenOf } from './join-page.tsx';
import { safePath } from './safe-path.ts';
import { SetupPage } from './setup-page.tsx';
import { SignInPage } from './sign-in-page.tsx';

const SESSION = { accessToken: 'access', refreshToken: 'refresh', expiresInSeconds: 900 };

async function open(page: React.ReactNode, answers: Answers, language: 'en' | 'zh-CN' = 'en') {
  const view = await show(page, answers, language);
  const fill = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  return { ...view, fill };
}

test('only paths of our own are gone back to', () => {
  expect(safePath('/chat/1?x=2')).toEqual({ to: '/chat/1?x=2' });
  for (const to of [
    '//example.org',
    '/\\example.org',
    '/\t/example.org',
    'https://example.org',
    'chat',
    '',
    7,
    null,
  ]) {
    expect(safePath(to), JSON.stringify(to)).toEqual({});
  }
});

test('the token of an invitation is read from the fragment', () => {
  expect(tokenOf('#token=abc%2Fd')).toBe('abc/d');
  expect(tokenOf('')).toBe('');
  expect(tokenOf('#other=1')).toBe('');
});

test('signing in keeps the session', async () => {
  const { sent, client, fill, getByTestId } = await open(<SignInPage />, {
    'POST /api/v1/sessions': SESSION,
  });
  fill('signin-email', 'ada@example.org');
  fill('signin-password', 'a long password');
  fireEvent.click(getByTestId('signin-submit'));
  await waitFor(() => expect(client.sessions.read()?.accessToken).toBe('access'));
  expect(sent[0]?.body).toEqual({ email: 'ada@example.org', password: 'a long password' });
});

test('a wrong password is told in the reader’s language, and the form can be sent again', async () => {
  const answers = { 'POST /api/v1/sessions': () => refusal(401, 'credentials_wrong', 'Cannot sign in') };
  const { client, fill, getByTestId, findByTestId } = await open(<SignInPage />, answers, 'zh-CN');
  fill('signin-email', 'ada@example.org');
  fill('signin-password', 'not the password');
  fireEvent.click(getByTestId('signin-submit'));
  expect((await findByTestId('form-problem')).textContent).toBeTruthy();
  expect(client.sessions.read()).toBeNull();
  await waitFor(() => expect(getByTestId('signin-submit')).toHaveProperty('disabled', false));
});

test('set-up sends the code and leaves a workspace without a name to the server', async () => {
  const { sent, client, fill, getByTestId } = await open(<SetupPage />, { 'POST /api/v1/setup': SESSION });
  fill('setup-code', 'AB-CD');
  fill('setup-name', 'Ada');
  fill('setup-email', 'ada@example.org');
  fill('setup-password', 'a long password');
  fill('setup-workspace', '   ');
  fireEvent.click(getByTestId('setup-submit'));
  await waitFor(() => expect(client.sessions.read()).not.toBeNull());
  expect(sent[0]?.body).toEqual({
    code: 'AB-CD',
    name: 'Ada',
    email: 'ada@example.org',
    password: 'a long password',
  });
});
