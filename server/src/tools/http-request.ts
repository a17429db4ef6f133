import { z } from 'zod';
import { toolErrors } from './errors.ts';
import { type Egress, guardedRequest } from './guarded-request.ts';
import type { Tool } from './tool.ts';

const READABLE = /^(text\/|application\/(.*\+)?(json|xml|yaml|x-ndjson|javascript))/;
/** The connection's own. */
const FORBIDDEN =
  /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;

const schema = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().max(2_000).describe('An http or https address of the public internet'),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(4_000)).default({}),
  body: z.string().max(200_000).optional(),
});

/** http_request: one request to the public internet. Redirects are told, not followed. */
export function httpRequestTool({ resolve }: Pick<Egress, 'resolve'>): Tool<z.infer<typeof schema>> {
  return {
    name: 'http_request',
    title: 'HTTP request',
    description: 'Sends an HTTP request to a public address and answers its status and text.',
    effect: 'outside',
    schema,
    traits: { timeoutMs: 30_000 },
    async run({ method, url, headers, body }, { signal }) {
      const wrong = Object.keys(headers).find((name) => FORBIDDEN.test(name));
      if (wrong) throw toolErrors.header_refused(wrong);
      const egress = { resolve, namedHosts: [] };
      const response = await guardedRequest(egress, { method, url, headers, body, signal });
      const { status, mediaType, location, bytes, truncated } = response;
      const said = `HTTP ${status}${location ? ` to ${location}` : ''}`;
      const text = READABLE.test(mediaType)
        ? bytes.toString('utf8')
        : `[${bytes.length} bytes of ${mediaType}]`;
      const output = `${said}\n\n${text}${truncated ? '\n[the answer is longer]' : ''}`.trim();
      return { ok: status < 400, output, files: [], citations: [] };
    },
  };
}
