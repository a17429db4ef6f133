import { z } from 'zod';
import { toolErrors } from '../errors.ts';
import { type Egress, guardedRequest } from '../guarded-request.ts';
import type { SourceAuth } from '../sources-contract.ts';

type Auth = SourceAuth;

export interface Authorized {
  headers: Record<string, string>;
  query: Record<string, string>;
}

/** What must never be shown of it. */
export function secretsOf(auth: Auth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'key':
      return [auth.key];
    case 'bearer':
      return [auth.token];
    case 'basic':
      return [auth.password, basicOf(auth.user, auth.password)];
    case 'client-credentials':
      return [auth.clientSecret];
  }
}

const basicOf = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');

/** A token is asked for anew so long before it ends. */
const EARLY_MS = 30_000;
const USUAL_LIFE_S = 300;
const TOKEN_TIMEOUT_MS = 15_000;

export interface TokenStore {
  get(key: string): { token: string; until: number } | undefined;
  set(key: string, value: { token: string; until: number }): void;
}

interface AuthNeeds {
  egress: Egress;
  tokens: TokenStore;
  now(): number;
}

/** Headers and query of a request. Throws `authorization_failed`. */
export async function authorize(
  needs: AuthNeeds,
  sourceId: string,
  auth: Auth,
  signal: AbortSignal,
): Promise<Authorized> {
  switch (auth.kind) {
    case 'none':
      return { headers: {}, query: {} };
    case 'key':
      return auth.in === 'header'
        ? { headers: { [auth.name.toLowerCase()]: auth.key }, query: {} }
        : { headers: {}, query: { [auth.name]: auth.key } };
    case 'bearer':
      return bearer(auth.token);
    case 'basic':
      return { headers: { authorization: `Basic ${basicOf(auth.user, auth.password)}` }, query: {} };
    case 'client-credentials':
      return bearer(await tokenOf(needs, sourceId, auth, signal));
  }
}

const bearer = (token: string): Authorized => ({ headers: { authorization: `Bearer ${token}` }, query: {} });

const tokenReply = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });

/** OAuth 2.0 client credentials (RFC 6749, section 4.4). A token is kept until shortly before it ends. */
async function tokenOf(
  { egress, tokens, now }: AuthNeeds,
  sourceId: string,
  { tokenUrl, clientId, clientSecret, scope }: Extract<Auth, { kind: 'client-credentials' }>,
  signal: AbortSignal,
): Promise<string> {
  const known = tokens.get(sourceId);
  if (known && known.until > now()) return known.token;
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const response = await guardedRequest(egress, {
    url: tokenUrl,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${basicOf(encodeURIComponent(clientId), encodeURIComponent(clientSecret))}`,
    },
    body: form.toString(),
    signal: AbortSignal.any([signal, AbortSignal.timeout(TOKEN_TIMEOUT_MS)]),
  });
  const reply = tokenReply.safeParse(jsonOf(response.bytes));
  if (response.status >= 300 || !reply.success)
    throw toolErrors.authorization_failed(`the token address answered ${response.status}`);
  const { access_token: token, expires_in: life = USUAL_LIFE_S } = reply.data;
  tokens.set(sourceId, { token, until: now() + life * 1_000 - EARLY_MS });
  return token;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
