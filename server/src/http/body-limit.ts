import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { httpErrors } from './errors.ts';

/** JSON bodies. */
export const MAX_API_BODY_BYTES = 2 * 1024 * 1024;
/** Code with its input files, base64. */
export const MAX_EXECUTION_BODY_BYTES = 36 * 1024 * 1024;
/** Files: a document or attachment and the form around it. */
export const MAX_UPLOAD_BODY_BYTES = 51 * 1024 * 1024;

/** Refuses a larger body as soon as its length is announced, or, where it is not, when the bytes exceed it. */
export function apiBodyLimit(maxBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw httpErrors.body_too_large(maxBytes);
    },
  });
}
