import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { toolErrors } from './errors.ts';
import type { Page } from './fetch-page.ts';
import { isHtml } from './readable-text.ts';

export const READ_TIMEOUT_MS = 5_000;
const MAX_HEAP_MB = 256;

/**
 * The text of a page, read in a thread of its own: a hostile page, such as thousands of tags that nobody closes,
 * takes its parser hours, and must not take the server with it. Throws `fetch_failed`.
 */
export async function readIsolated(
  page: Pick<Page, 'mediaType' | 'text'>,
  signal: AbortSignal,
): Promise<string> {
  if (!isHtml(page)) return page.text;
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
    workerData: page.text,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    env: {},
    stdout: true,
    stderr: true,
  });
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(READ_TIMEOUT_MS)]);
    const [text] = (await once(worker, 'message', { signal: bounded })) as [string];
    return text;
  } catch {
    signal.throwIfAborted();
    throw toolErrors.fetch_failed('its HTML takes too long to read');
  } finally {
    await worker.terminate();
  }
}
