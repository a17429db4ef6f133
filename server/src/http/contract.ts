import { createRoute, z } from '@hono/zod-openapi';

export { createRoute, z };

/** What every failure of the API looks like (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');
export type ProblemBody = z.infer<typeof problemSchema>;

const problem = {
  description: 'A problem, with a stable code',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** The failures that any route may answer with. */
export const problems = { '4XX': problem, '5XX': problem };

export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_ID_LENGTH = 64;

/** A JSON request body. */
export function body<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

/** A JSON response. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export const noContent = { description: 'Done; there is nothing to say' };

export const id = z.string().min(1).max(MAX_ID_LENGTH);
export const idParam = z.object({ id });
/** Milliseconds since 1970, UTC. */
export const time = z.number().int();

/** Lists are paged by a cursor: pass `next` of one page as `cursor` for the following one. */
export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** A single line that people read: trimmed, not empty, without control characters. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), {
      message: 'Control characters and direction overrides are not allowed',
    });
}
