import { redirect } from '@tanstack/react-router';
import { LATER_PAGES } from '../i18n/later.ts';
import { loadLaterTexts } from '../lib/i18n.ts';
import { meQuery } from '../lib/queries.ts';
import type { RouterContext } from './router.ts';

/** Lets nobody in without a session: to set-up where there is no owner yet, else to sign-in and back. */
export async function requireSession({ client, queries }: RouterContext, href: string): Promise<void> {
  const signIn = () =>
    redirect({ to: '/sign-in', search: href === '/' || href === '/chat' ? {} : { to: href } });
  if (!client.sessions.read()) {
    const { required } = await client.api.call('GET /api/v1/setup');
    throw required ? redirect({ to: '/setup' }) : signIn();
  }
  try {
    await queries.ensureQueryData(meQuery(client.api));
  } catch (error) {
    if (!client.sessions.read()) throw signIn();
    throw error;
  }
}

/** Sends who is signed in to the app. */
export function requireNoSession({ client }: RouterContext): void {
  if (client.sessions.read()) throw redirect({ to: '/chat' });
}

/** Lets a page be shown only once the texts are there that not every page says. */
export async function requireTexts(pathname: string): Promise<void> {
  if (LATER_PAGES.test(pathname)) await loadLaterTexts();
}
