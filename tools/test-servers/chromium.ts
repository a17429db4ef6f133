import { type Browser, chromium as playwright } from 'playwright-core';
import { requireProgram } from './install-line.ts';

/** Headless, quiet on the network, and able to run as root in a container. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium under Playwright. Close it with `await using` or `close()`. */
export async function chromium(): Promise<Browser> {
  return playwright.launch({ executablePath: requireProgram('chromium', 'chromium'), args: FLAGS });
}
