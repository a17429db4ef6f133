import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { HttpVariables } from './edge.ts';
import { httpErrors } from './errors.ts';

const MAX_REPORTED_FIELDS = 20;

type Variables<V> = { Variables: HttpVariables & V };
// biome-ignore lint/complexity/noBannedTypes: the schema of an empty router is the empty object
export type Router<V extends object = object> = OpenAPIHono<Variables<V>, {}>;

const refuseInvalid: Hook<unknown, Variables<object>, string, unknown> = (result) => {
  if (result.success) return;
  const issues = result.error.issues.slice(0, MAX_REPORTED_FIELDS);
  const errors = issues.map((issue) => ({
    path: [result.target, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  throw httpErrors.request_invalid(result.error.issues.length).with({ errors });
};

/** A router whose routes are contracts: what does not fit the schema is refused as `request_invalid`. */
export function createRouter<V extends object = object>(): Router<V> {
  return new OpenAPIHono<Variables<V>>({
    defaultHook: refuseInvalid as unknown as Hook<unknown, Variables<V>, string, unknown>,
  });
}
