// How a source signs in: kept sealed, sent to the host of its address alone, and shown to nobody again.
import type { Keyring } from '../data-protection/index.ts';
import { type AuthView, type SourceAuth, storedAuth } from './auth-contract.ts';
import { sourceErrors } from './errors.ts';
import type { SourceRow } from './queries.ts';

/** Headers for one hop of a request. */
export type Authorize = (url: URL) => Record<string, string>;

const placeOf = (sourceId: string) => `source:${sourceId}`;

/** As it is stored: by what it may be known again, and the secret sealed. */
export function sealAuth(keyring: Pick<Keyring, 'seal'>, sourceId: string, auth: SourceAuth): string {
  const secret = auth.kind === 'basic' ? auth.password : auth.value;
  const name = auth.kind === 'basic' ? auth.username : auth.name;
  return JSON.stringify({ kind: auth.kind, name, secret: keyring.seal(secret, placeOf(sourceId)) });
}

export function presentAuth({ auth }: Pick<SourceRow, 'auth'>): AuthView | null {
  if (auth === null) return null;
  const { kind, name } = storedAuth.parse(JSON.parse(auth));
  return { kind, name };
}

/** A secret goes over the wire in the open only within the own network. Throws `source_auth_insecure`. */
export function checkAuth(address: string, namedHosts: readonly string[]): void {
  const { protocol, host, hostname } = new URL(address);
  if (protocol === 'https:' || namedHosts.includes(host) || namedHosts.includes(hostname)) return;
  throw sourceErrors.source_auth_insecure();
}

/**
 * What is sent to sign in, for whatever address a request comes to: nothing to another host, port, or protocol but the
 * safer one of the same host.
 */
export function authorizing(
  keyring: Pick<Keyring, 'open'>,
  { id, auth }: Pick<SourceRow, 'id' | 'auth'>,
  address: string,
): Authorize {
  if (auth === null) return () => ({});
  const { kind, name, secret } = storedAuth.parse(JSON.parse(auth));
  const home = new URL(address);
  return (url) => {
    if (!isHome(home, url)) return {};
    const value = keyring.open(secret, placeOf(id));
    if (kind === 'header') return { [name.toLowerCase()]: value };
    return { authorization: `Basic ${Buffer.from(`${name}:${value}`).toString('base64')}` };
  };
}

function isHome(home: URL, { origin, protocol, hostname, port }: URL): boolean {
  if (origin === home.origin) return true;
  const isSafer = home.protocol === 'http:' && protocol === 'https:';
  return isSafer && hostname === home.hostname && home.port === '' && port === '';
}
