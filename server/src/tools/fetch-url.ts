import { parse } from 'node-html-parser';
import { z } from 'zod';
import { type FetchNeeds, fetchPage, type Page } from './fetch-page.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool } from './tool.ts';

const schema = z.object({
  url: z.string().max(2_000).describe('An http or https address of the public internet'),
});

const NOT_CONTENT = 'script, style, noscript, template, svg, iframe, nav, footer';

/** What a reader sees of a page: its title, and its text with blank lines between blocks. */
export function readableText(page: Pick<Page, 'mediaType' | 'text'>): string {
  if (!/html/i.test(page.mediaType)) return page.text;
  const root = parse(page.text);
  const title = root.querySelector('title')?.text.trim();
  for (const node of root.querySelectorAll(NOT_CONTENT)) node.remove();
  const text = (root.querySelector('body') ?? root).structuredText;
  return title ? `# ${title}\n\n${text}` : text;
}

/** fetch_url: reads a public page. Changes nothing anywhere, so it may run again after a crash. */
export function fetchUrlTool(needs: FetchNeeds): Tool<z.infer<typeof schema>> {
  return {
    name: 'fetch_url',
    title: 'Fetch a page',
    description: 'Reads a page of the public internet as text. Private and local addresses are refused.',
    effect: 'read',
    schema,
    async run({ url }, { signal }) {
      const page = await fetchPage(url, needs, signal);
      const text = readableText(page).slice(0, MAX_TOOL_OUTPUT_LENGTH - 300);
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
