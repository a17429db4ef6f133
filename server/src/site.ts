import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { AccessVariables } from './access/index.ts';
import { withOpenaiError } from './chat/index.ts';
import {
  apiBodyLimit,
  apiHeaders,
  docsRoutes,
  type EdgeNeeds,
  edge,
  type HttpVariables,
  httpErrors,
  MAX_API_BODY_BYTES,
  MAX_EXECUTION_BODY_BYTES,
  MAX_UPLOAD_BODY_BYTES,
  renderError,
  staticFiles,
} from './http/index.ts';

type Env = { Variables: HttpVariables & AccessVariables };

export interface SiteNeeds {
  webFolder: string;
  version: string;
  edge: EdgeNeeds;
  authenticate: MiddlewareHandler<Env>;
  /** Writes down what requests change. */
  audit: MiddlewareHandler<Env>;
  /** The text of /metrics. */
  exposition(): string;
  isReady(): Promise<boolean>;
  /** The routers of the slices. */
  routes: readonly object[];
}

/** Paths that need no bearer token. Everything else under /api/v1, /v1 and /mcp does. */
const OPEN: ReadonlySet<string> = new Set([
  'POST /api/v1/sessions',
  'POST /api/v1/sessions/refresh',
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/v1/invitations/acceptance',
]);

/** They are signed. */
const HOOK = /^POST \/api\/v1\/hooks\/[^/]+$/;

const UPLOADS =
  /^\/api\/v1\/(files|knowledge\/bases\/[^/]+\/(documents(\/[^/]+\/versions)?|uploads\/[^/]+))$/;

function guarded(authenticate: MiddlewareHandler<Env>): MiddlewareHandler<Env> {
  return function guarded(c, next) {
    const route = `${c.req.method} ${c.req.path}`;
    return OPEN.has(route) || HOOK.test(route) ? next() : authenticate(c, next);
  };
}

/** Bodies are bounded before anything reads them, uploads higher than JSON. */
function bodyLimits(): MiddlewareHandler<Env> {
  const json = apiBodyLimit(MAX_API_BODY_BYTES);
  const code = apiBodyLimit(MAX_EXECUTION_BODY_BYTES);
  const upload = apiBodyLimit(MAX_UPLOAD_BODY_BYTES);
  return function bodyLimits(c, next) {
    if (c.req.method === 'GET') return next();
    if (UPLOADS.test(c.req.path)) return upload(c, next);
    return c.req.path === '/api/v1/executions' ? code(c, next) : json(c, next);
  };
}

const openApi = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'AgenticGen', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
  security: [{ bearer: [] }],
});

/** All routes of one origin: health, docs, API, and the web app for the rest. */
export function createSite(needs: SiteNeeds): OpenAPIHono<Env> {
  const site = new OpenAPIHono<Env>();
  site.onError((error, c) => {
    const requestId = c.get('requestId') ?? '';
    const shown = c.req.path.startsWith('/v1/') ? withOpenaiError(error) : error;
    return renderError(shown, requestId, { ...apiHeaders, 'x-request-id': requestId });
  });
  site.use(edge(needs.edge));
  site.get('/healthz', (c) => c.json({ status: 'alive' }));
  site.get('/readyz', async (c) => {
    const ready = await needs.isReady();
    return c.json({ status: ready ? 'ready' : 'not ready' }, ready ? 200 : 503);
  });
  site.get('/metrics', (c) =>
    c.text(needs.exposition(), 200, { 'content-type': 'text/plain; version=0.0.4' }),
  );
  site.route(
    '/',
    docsRoutes(() => site.getOpenAPI31Document(openApi(needs.version))),
  );
  for (const prefix of ['/api/v1/*', '/v1/*']) {
    site.use(prefix, guarded(needs.authenticate));
    site.use(prefix, bodyLimits());
    site.use(prefix, needs.audit);
  }
  for (const router of needs.routes) site.route('/', router as OpenAPIHono<Env>);
  site.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const prefix of ['/api/*', '/v1/*']) {
    site.all(prefix, (c) => {
      throw httpErrors.route_unknown(c.req.method);
    });
  }
  site.use(staticFiles(needs.webFolder));
  site.notFound((c) => {
    throw httpErrors.route_unknown(c.req.method);
  });
  return site;
}
