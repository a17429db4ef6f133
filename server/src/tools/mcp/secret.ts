import type { OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { type Database, inTransaction, lockRow } from '../../db/index.ts';
import { openSource } from '../source-provider.ts';
import { findSource } from '../source-queries.ts';
import { type SourceNeeds, secretPlace } from '../sources.ts';
import type { SourceAuth } from '../sources-contract.ts';

/** What OAuth leaves behind. The verifier and the state are there only while somebody is away to authorize. */
export interface OAuthState {
  client?: OAuthClientInformationMixed | undefined;
  tokens?: OAuthTokens | undefined;
  discovery?: OAuthDiscoveryState | undefined;
  verifier?: string | undefined;
  state?: string | undefined;
  returnTo?: string | undefined;
}

export interface McpSecret {
  auth: SourceAuth | { kind: 'oauth' };
  /** Variables of a program. */
  env: Record<string, string>;
  oauth: OAuthState;
}

export async function readSecret(
  { db, keyring }: Pick<SourceNeeds, 'db' | 'keyring'>,
  id: string,
): Promise<McpSecret> {
  const row = await findSource(db, id);
  return (
    row ? openSource(keyring, row).secret : { auth: { kind: 'none' }, env: {}, oauth: {} }
  ) as McpSecret;
}

/** Two refreshes at a time do not lose what the other wrote. */
export async function changeSecret(
  { db, keyring }: Pick<SourceNeeds, 'db' | 'keyring'>,
  id: string,
  change: (secret: McpSecret) => McpSecret,
): Promise<void> {
  await inTransaction(db, async (tx: Database) => {
    await lockRow(tx, 'tool_sources', id);
    const row = await findSource(tx, id);
    if (!row) return;
    const secret = change(openSource(keyring, row).secret as McpSecret);
    const secret_cipher = keyring.seal(JSON.stringify(secret), secretPlace(id));
    await tx.updateTable('tool_sources').set({ secret_cipher }).where('id', '=', id).execute();
  });
}

/** Texts that must not be shown, whatever a server says. */
export function textsOf({ auth, env, oauth }: McpSecret, ofAuth: (auth: SourceAuth) => string[]): string[] {
  const { tokens, verifier, client } = oauth;
  return [
    ...(auth.kind === 'oauth' ? [] : ofAuth(auth)),
    ...Object.values(env),
    ...[tokens?.access_token, tokens?.refresh_token, verifier].filter((text) => text !== undefined),
    ...(client && 'client_secret' in client && client.client_secret ? [client.client_secret] : []),
  ];
}
