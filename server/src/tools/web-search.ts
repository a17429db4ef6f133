import { z } from 'zod';
import { toolErrors } from './errors.ts';
import { type Egress, guardedRequest } from './guarded-request.ts';
import { cleanText } from './tame-schema.ts';
import type { Tool } from './tool.ts';

const MAX_RESULTS = 20;

const schema = z.object({
  query: z.string().trim().min(1).max(500),
  limit: z.number().int().min(1).max(MAX_RESULTS).default(8),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional()
    .describe('Such as en or zh-CN'),
});

const reply = z.object({
  results: z.array(
    z.object({ title: z.string().default(''), url: z.string(), content: z.string().nullish() }).loose(),
  ),
});

/** web_search: by a SearXNG, or whatever speaks its JSON, that the operator names. Its host is thereby allowed. */
export function webSearchTool(
  { resolve }: Pick<Egress, 'resolve'>,
  searchUrl: string,
): Tool<z.infer<typeof schema>> {
  const base = new URL(searchUrl);
  const egress = { resolve, namedHosts: [base.hostname] };
  return {
    name: 'web_search',
    title: 'Search the web',
    description: 'Searches the web and answers titles, addresses and excerpts; fetch_url reads a page.',
    effect: 'read',
    schema,
    traits: { timeoutMs: 30_000, retries: 1, cacheTtlMs: 5 * 60_000 },
    async run({ query, limit, language }, { signal }) {
      const url = new URL(`${base.href.replace(/\/+$/, '')}/search`);
      for (const [name, value] of Object.entries({
        q: query,
        format: 'json',
        ...(language ? { language } : {}),
      }))
        url.searchParams.set(name, value);
      const headers = { accept: 'application/json' };
      const { status, bytes } = await guardedRequest(egress, { url: url.href, headers, signal });
      if (status !== 200) throw toolErrors.fetch_failed(`the search answered ${status}`);
      const found = resultsOf(bytes.toString('utf8')).slice(0, limit);
      const lines = found.map(({ title, url: address, content }, index) => {
        const words = [cleanText(title, 200), cleanText(address, 500), cleanText(content ?? '', 500)];
        return `${index + 1}. ${words.filter((word) => word !== '').join('\n   ')}`;
      });
      return { ok: true, output: lines.join('\n') || 'Nothing was found', files: [], citations: [] };
    },
  };
}

function resultsOf(text: string) {
  try {
    return reply.parse(JSON.parse(text)).results;
  } catch {
    throw toolErrors.fetch_failed('the search answered no results in JSON; is its JSON format allowed?');
  }
}
