import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import type { MiddlewareHandler } from 'hono';
import { pageHeaders } from './headers.ts';

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** File names with a content hash never change. */
const FOREVER = 'public, max-age=31536000, immutable';

function fileUnder(folder: string, path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const file = join(folder, normalize(`/${decoded}`));
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}

function respond(file: string, encoding: 'gzip' | undefined, cache: string): Response {
  const stream = Readable.toWeb(createReadStream(encoding ? `${file}.gz` : file)) as ReadableStream;
  return new Response(stream, {
    headers: {
      ...pageHeaders,
      'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': cache,
      vary: 'accept-encoding',
      ...(encoding ? { 'content-encoding': encoding } : {}),
    },
  });
}

/** Whether the client takes gzip (RFC 9110, 12.5.3): "q=0" says that it does not. */
function takesGzip(accepted: string): boolean {
  return /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(accepted);
}

/**
 * Serves the built web app: files as they are (gzip where it lies beside), every other path the page,
 * whose own router then shows it. Answers nothing where there is no build.
 */
export function staticFiles(folder: string): MiddlewareHandler {
  return async function staticFiles(c, next) {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    const page = join(folder, 'index.html');
    if (!existsSync(page)) return next();
    const file = c.req.path === '/' ? undefined : fileUnder(folder, c.req.path);
    if (!file) {
      if (extname(c.req.path) !== '') return next();
      return new Response(readFileSync(page), {
        headers: {
          ...pageHeaders,
          'content-type': MEDIA_TYPES['.html'] as string,
          'cache-control': 'no-cache',
        },
      });
    }
    const zipped = takesGzip(c.req.header('accept-encoding') ?? '') && existsSync(`${file}.gz`);
    const cache = c.req.path.startsWith('/assets/') ? FOREVER : 'no-cache';
    return respond(file, zipped ? 'gzip' : undefined, cache);
  };
}
