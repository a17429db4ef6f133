import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { MessageView } from '../../server/src/chat/contract.ts';
import { OWNER } from '../../tools/test-servers/product.ts';
import type { Product } from './product.ts';

/** How long anything on a page may take on a busy machine. */
export const BOUND_MS = 30_000;

/** A page and everything that went wrong on it: errors of scripts, of the console, and refusals of the CSP. */
export interface Watched {
  page: Page;
  faults: string[];
}

/** Faults that `allowed` matches are part of the test, such as requests to a server that was killed. */
export async function watchedPage(context: BrowserContext, allowed = /^$/): Promise<Watched> {
  const page = await context.newPage();
  page.setDefaultTimeout(BOUND_MS);
  const faults: string[] = [];
  const note = (text: string) => {
    if (!allowed.test(text)) faults.push(text);
  };
  page.on('pageerror', (error) => note(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text());
  });
  return { page, faults };
}

/** A browser of its own, as on another device, signed in as the owner by the form. */
export async function device(
  { browser, server }: Product,
  options: BrowserContextOptions = {},
  allowed?: RegExp,
): Promise<Watched & { context: BrowserContext }> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const watched = await watchedPage(context, allowed);
  await watched.page.goto(`${server.url}/sign-in`);
  await watched.page.getByTestId('signin-email').fill(OWNER.email);
  await watched.page.getByTestId('signin-password').fill(OWNER.password);
  await watched.page.getByTestId('signin-submit').click();
  await watched.page.getByTestId('composer-input').waitFor();
  return { ...watched, context };
}

/** Sends from the page that is open and waits until it shows an answer under way. Answers the conversation's id. */
export async function send(page: Page, text: string): Promise<string> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('composer-send').click();
  await page.waitForURL(/\/chat\/[0-9a-f-]{36}$/);
  await page.getByTestId('message-assistant').last().waitFor();
  return page.url().split('/').at(-1) ?? '';
}

/** The newest answer, once it is whole. */
export async function wholeAnswer(page: Page): Promise<Locator> {
  const answer = page.locator('[data-testid="message-assistant"][data-state="complete"]').last();
  await answer.waitFor();
  return answer;
}

/** What a person reads as the answer's text, without tool cards and buttons. */
export async function readText(answer: Locator): Promise<string> {
  const paragraphs = await answer.getByTestId('markdown').allTextContents();
  return paragraphs.join('\n\n');
}

/** The answers of a conversation as they are stored, oldest first. */
export async function storedAnswers(product: Product, conversationId: string): Promise<MessageView[]> {
  const { items } = await product.get<{ items: MessageView[] }>(
    `/api/v1/conversations/${conversationId}/messages`,
  );
  return items.filter(({ role }) => role === 'assistant');
}

/** What the answer's copy button puts into the clipboard: the text as it is, before any rendering. */
export async function copiedText(page: Page, answer: Locator): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await answer.getByRole('button', { name: 'Copy', exact: true }).last().click();
  await answer.getByRole('button', { name: 'Copied' }).last().waitFor();
  return page.evaluate('navigator.clipboard.readText()');
}

const MAX_LOOKS = 4;
const LOOK_AGAIN_MS = 500;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on the page as it stands, one line each. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** The same in both colour schemes, on a desk and on a phone; and what is wider than the window. */
export async function findingsEverywhere(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 860 });
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
      const faults = await settledFaults(page);
      found.push(...faults.map((fault) => `${colorScheme} ${width}: ${fault}`));
    }
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  return found;
}

/** Colours that are still changing are looked at again. */
async function settledFaults(page: Page): Promise<string[]> {
  const root = 'document.documentElement';
  for (let tries = 1; ; tries++) {
    const over = await page.evaluate<number>(`${root}.scrollWidth - ${root}.clientWidth`);
    const faults = [...(await findings(page)), ...(over > 0 ? [`${over} px too wide`] : [])];
    if (faults.length === 0 || tries === MAX_LOOKS) return faults;
    await page.waitForTimeout(LOOK_AGAIN_MS);
  }
}
