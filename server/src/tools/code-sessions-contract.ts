import { body, createRoute, id, json, noContent, problems, time, z } from '../http/contract.ts';
import { LANGUAGES } from './contract.ts';

const session = z
  .object({
    id,
    language: z.enum(LANGUAGES),
    openedAt: time,
    /** Cells that it was given. */
    cells: z.number().int(),
  })
  .openapi('CodeSession');
export type CodeSessionView = z.infer<typeof session>;

const tags = ['tools'];

export const openCodeSession = createRoute({
  method: 'post',
  path: '/api/v1/code-sessions',
  tags,
  summary: 'Open a session, whose executions keep their variables from one to the next',
  request: body(z.object({ language: z.enum(LANGUAGES) })),
  responses: { 201: json(session, 'Pass its id as `session` of an execution'), ...problems },
});

export const listCodeSessions = createRoute({
  method: 'get',
  path: '/api/v1/code-sessions',
  tags,
  summary: 'Your open sessions',
  responses: { 200: json(z.object({ items: z.array(session) }), 'Sessions'), ...problems },
});

export const closeCodeSession = createRoute({
  method: 'delete',
  path: '/api/v1/code-sessions/{id}',
  tags,
  summary: 'Close a session; what runs in it is stopped, its variables are gone',
  request: { params: z.object({ id }) },
  responses: { 204: noContent, ...problems },
});
