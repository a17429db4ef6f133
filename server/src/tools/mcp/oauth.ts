import { auth, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { toolErrors } from '../errors.ts';
import type { Egress } from '../guarded-request.ts';
import type { SourceNeeds } from '../sources.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { changeSecret, type OAuthState, readSecret } from './secret.ts';

export interface OAuthNeeds extends Pick<SourceNeeds, 'db' | 'keyring'> {
  egress: Egress;
  randomBytes(size: number): Buffer;
}

/**
 * What the MCP client keeps of its authorization: sealed in the source's row. `onRedirect` is told where a person has
 * to go; without it nobody is there to go, and the call fails.
 */
export function oauthProvider(
  needs: OAuthNeeds,
  sourceId: string,
  returnTo: string,
  onRedirect?: (url: URL) => void,
): OAuthClientProvider {
  const read = async () => (await readSecret(needs, sourceId)).oauth;
  const write = (more: Partial<OAuthState>) =>
    changeSecret(needs, sourceId, (secret) => ({ ...secret, oauth: { ...secret.oauth, ...more } }));
  return {
    redirectUrl: returnTo,
    clientMetadata: {
      client_name: 'AgenticGen',
      redirect_uris: [returnTo],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
    async state() {
      const state = needs.randomBytes(24).toString('base64url');
      await write({ state });
      return state;
    },
    clientInformation: async () => (await read()).client,
    saveClientInformation: (client) => write({ client }),
    tokens: async () => (await read()).tokens,
    saveTokens: (tokens) => write({ tokens }),
    async redirectToAuthorization(url) {
      if (!onRedirect) throw toolErrors.mcp_unauthorized();
      onRedirect(url);
    },
    saveCodeVerifier: (verifier) => write({ verifier }),
    async codeVerifier() {
      const { verifier } = await read();
      if (!verifier) throw toolErrors.authorization_failed('nobody began one');
      return verifier;
    },
    discoveryState: async () => (await read()).discovery,
    saveDiscoveryState: (discovery) => write({ discovery }),
    async invalidateCredentials(scope) {
      const gone = { client: undefined, tokens: undefined, verifier: undefined, discovery: undefined };
      await write(scope === 'all' ? gone : { [scope]: undefined });
    },
  };
}

/** Discovery, registration where it is needed, PKCE: answers where the person has to go. Throws `authorization_failed`. */
export async function beginAuthorization(
  needs: OAuthNeeds,
  sourceId: string,
  serverUrl: string,
  returnTo: string,
): Promise<string> {
  let goTo: URL | undefined;
  await changeSecret(needs, sourceId, (secret) => ({
    ...secret,
    oauth: { client: secret.oauth.client, returnTo },
  }));
  const provider = oauthProvider(needs, sourceId, returnTo, (url) => {
    goTo = url;
  });
  await auth(provider, { serverUrl, fetchFn: guardedFetch(needs.egress) }).catch(failed);
  if (!goTo) throw toolErrors.authorization_failed('the server did not ask for one');
  if (goTo.protocol !== 'https:' && goTo.protocol !== 'http:')
    throw toolErrors.authorization_failed('the server leads to something that is no page');
  return goTo.href;
}

/** Takes the code that the person came back with. Throws `authorization_failed`. */
export async function finishAuthorization(
  needs: OAuthNeeds,
  sourceId: string,
  serverUrl: string,
  { code, state }: { code: string; state: string },
): Promise<void> {
  const { oauth } = await readSecret(needs, sourceId);
  if (!oauth.state || oauth.state !== state || !oauth.returnTo)
    throw toolErrors.authorization_failed('it belongs to another attempt');
  const provider = oauthProvider(needs, sourceId, oauth.returnTo);
  const fetchFn = guardedFetch(needs.egress);
  await auth(provider, { serverUrl, authorizationCode: code, fetchFn }).catch(failed);
  await changeSecret(needs, sourceId, (secret) => ({
    ...secret,
    oauth: { ...secret.oauth, state: undefined, verifier: undefined },
  }));
}

/** What a server says of its failure may hold anything: it is bounded and shown as text. */
function failed(error: unknown): never {
  if (error instanceof Error && 'status' in error) throw error;
  const why = error instanceof Error ? error.message : String(error);
  throw toolErrors.authorization_failed(why.replaceAll(/\s+/g, ' ').slice(0, 300));
}
