import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';

const require = createRequire(import.meta.url);

/** The two viewers load only from our own origin; ReDoc makes a worker from a blob and inline styles. */
const DOCS_CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const html = (head: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>AgenticGen API</title>${head}</head><body>${body}</body></html>`;

const SWAGGER_PAGE = html(
  '<link rel="stylesheet" href="/api/docs/swagger-ui.css">',
  '<div id="swagger-ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script>',
);
const SWAGGER_START =
  "SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true });";
const REDOC_PAGE = html(
  '',
  '<redoc spec-url="/api/openapi.json"></redoc><script src="/api/docs/redoc.standalone.js"></script>',
);

function swaggerFile(name: string): Buffer {
  return readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), name));
}

function redocFile(): Buffer {
  return readFileSync(join(dirname(require.resolve('redoc/package.json')), 'bundles/redoc.standalone.js'));
}

function file(bytes: string | Buffer, type: string): Response {
  const body = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': DOCS_CSP,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  });
}

/** OpenAPI 3.1 and two viewers for it. The document is made when it is first asked for. */
export function docsRoutes(document: () => object): Hono {
  const router = new Hono();
  let text: string | undefined;
  router.get('/api/openapi.json', () => {
    text ??= JSON.stringify(document());
    return file(text, 'application/json');
  });
  router.get('/api/docs', () => file(SWAGGER_PAGE, 'text/html'));
  router.get('/api/redoc', () => file(REDOC_PAGE, 'text/html'));
  router.get('/api/docs/start.js', () => file(SWAGGER_START, 'text/javascript'));
  router.get('/api/docs/swagger-ui.css', () => file(swaggerFile('swagger-ui.css'), 'text/css'));
  router.get('/api/docs/swagger-ui-bundle.js', () =>
    file(swaggerFile('swagger-ui-bundle.js'), 'text/javascript'),
  );
  router.get('/api/docs/redoc.standalone.js', () => file(redocFile(), 'text/javascript'));
  return router;
}
