import { z } from 'zod';
import { type FetchNeeds, fetchPage } from './fetch-page.ts';
import { readIsolated } from './read-isolated.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool } from './tool.ts';

const schema = z.object({
  url: z.string().max(2_000).describe('An http or https address of the public internet'),
});

/** fetch_url: reads a public page. Changes nothing anywhere, so it may run again after a crash. */
export function fetchUrlTool(needs: FetchNeeds): Tool<z.infer<typeof schema>> {
  return {
    name: 'fetch_url',
    title: 'Fetch a page',
    description: 'Reads a page of the public internet as text. Private and local addresses are refused.',
    effect: 'read',
    schema,
    traits: { timeoutMs: 30_000, retries: 1 },
    async run({ url }, { signal }) {
      const page = await fetchPage(url, needs, signal);
      const text = (await readIsolated(page, signal)).slice(0, MAX_TOOL_OUTPUT_LENGTH - 300);
      const note = page.truncated ? '\n[the page is longer]' : '';
      return {
        ok: page.status < 400,
        output: `${page.url} answered ${page.status}\n\n${text}${note}`,
        files: [],
        citations: [],
      };
    },
  };
}
