import {
  body,
  createRoute,
  id,
  json,
  line,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 200;
export const MAX_EMAIL_LENGTH = 254;
export const MAX_NAME_LENGTH = 120;
export const LOCALES = ['en', 'zh-CN'] as const;

export const email = z.string().trim().max(MAX_EMAIL_LENGTH).toLowerCase().pipe(z.email());
export const newPassword = z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH);

export const sessionSchema = z
  .object({ accessToken: z.string(), refreshToken: z.string(), expiresInSeconds: z.number().int() })
  .openapi('Session');
export type Session = z.infer<typeof sessionSchema>;

export const userSchema = z
  .object({ id, email: z.string(), name: z.string(), locale: z.enum(LOCALES).nullable() })
  .openapi('User');
export type User = z.infer<typeof userSchema>;

export const keySchema = z
  .object({
    id,
    name: z.string(),
    prefix: z.string(),
    createdAt: time,
    usedAt: time.nullable(),
    expiresAt: time.nullable(),
  })
  .openapi('ApiKey');

export const signIn = createRoute({
  method: 'post',
  path: '/api/v1/sessions',
  tags: ['identity'],
  summary: 'Sign in',
  security: [],
  request: body(z.object({ email, password: z.string().min(1).max(MAX_PASSWORD_LENGTH) })),
  responses: { 201: json(sessionSchema, 'Signed in'), ...problems },
});

export const refreshSession = createRoute({
  method: 'post',
  path: '/api/v1/sessions/refresh',
  tags: ['identity'],
  summary: 'Trade a refresh token for a new pair; a token that is used twice revokes the session',
  security: [],
  request: body(z.object({ refreshToken: z.string().min(1).max(200) })),
  responses: { 201: json(sessionSchema, 'Refreshed'), ...problems },
});

export const signOut = createRoute({
  method: 'delete',
  path: '/api/v1/sessions/current',
  tags: ['identity'],
  summary: 'Sign out: revokes the session of the access token',
  responses: { 204: noContent, ...problems },
});

export const updateMe = createRoute({
  method: 'patch',
  path: '/api/v1/me',
  tags: ['identity'],
  summary: 'Change your name or language',
  request: body(
    z.object({ name: line(MAX_NAME_LENGTH).optional(), locale: z.enum(LOCALES).nullable().optional() }),
  ),
  responses: { 200: json(userSchema, 'The user as it is now'), ...problems },
});

export const listKeys = createRoute({
  method: 'get',
  path: '/api/v1/keys',
  tags: ['identity'],
  summary: 'Your API keys',
  request: { query: pageQuery },
  responses: { 200: json(page(keySchema), 'Newest first'), ...problems },
});

export const createKey = createRoute({
  method: 'post',
  path: '/api/v1/keys',
  tags: ['identity'],
  summary: 'Make an API key; the key itself is shown this once',
  request: body(
    z.object({ name: line(MAX_NAME_LENGTH), expiresInDays: z.number().int().min(1).max(3650).optional() }),
  ),
  responses: { 201: json(keySchema.extend({ key: z.string() }), 'Made'), ...problems },
});

export const deleteKey = createRoute({
  method: 'delete',
  path: '/api/v1/keys/{id}',
  tags: ['identity'],
  summary: 'Revoke an API key',
  request: { params: z.object({ id }) },
  responses: { 204: noContent, ...problems },
});
