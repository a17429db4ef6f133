import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { identityErrors } from './errors.ts';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** Verified tokens remembered, so that a signature is checked once and not on each request. */
const MAX_REMEMBERED_TOKENS = 10_000;
const ISSUER = 'agenticgen';

export interface AccessClaims {
  userId: string;
  /** The family of refresh tokens that this access token came from. */
  sessionId: string;
  expiresAt: number;
}

export interface AccessTokens {
  issue(userId: string, sessionId: string): Promise<string>;
  /** Throws `token_invalid` for a token that is expired, forged, of a forgotten session, or no token at all. */
  verify(token: string): Promise<AccessClaims>;
  /** Claims of a token verified before and not expired since: the path without a promise. */
  remembered(token: string): AccessClaims | undefined;
  /** Drops what is remembered of a session. */
  forget(sessionId: string): void;
}

/** Short-lived JWTs signed with HS256 under a key that never leaves the server. */
export function createAccessTokens(key: Uint8Array, now: () => number): AccessTokens {
  const known = new LRUCache<string, AccessClaims>({ max: MAX_REMEMBERED_TOKENS });

  async function issue(userId: string, sessionId: string): Promise<string> {
    const seconds = Math.floor(now() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_TOKEN_SECONDS)
      .sign(key);
  }

  function remembered(token: string): AccessClaims | undefined {
    const claims = known.get(token);
    return claims && claims.expiresAt > now() ? claims : undefined;
  }

  async function verify(token: string): Promise<AccessClaims> {
    const seen = remembered(token);
    if (seen) return seen;
    try {
      const options = { issuer: ISSUER, algorithms: ['HS256'], currentDate: new Date(now()) };
      const { payload } = await jwtVerify(token, key, options);
      const { sub, sid, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || !exp) throw identityErrors.token_invalid();
      const claims = { userId: sub, sessionId: sid, expiresAt: exp * 1000 };
      known.set(token, claims);
      return claims;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw identityErrors.token_invalid();
      throw error;
    }
  }

  function forget(sessionId: string): void {
    for (const [token, claims] of known) if (claims.sessionId === sessionId) known.delete(token);
  }

  return { issue, verify, remembered, forget };
}
