import type { Keyring } from '../data-protection/index.ts';
import type { ModelView, ProviderKind } from './contract.ts';
import type { ModelRow, ProviderRow } from './queries.ts';

export const OFFLINE_ID = 'offline';
const HINT_LENGTH = 4;
/** A key shorter than this shows nothing of itself. */
const MIN_HINTED_LENGTH = 16;

/** Binds a ciphertext to its row, so that it cannot be moved to another provider's. */
export const keyPlace = (providerId: string) => `model_providers/${providerId}/key`;

export function presentProvider(row: ProviderRow, keyring: Keyring) {
  const key = row.key_cipher === null ? null : keyring.open(row.key_cipher, keyPlace(row.id));
  return {
    id: row.id,
    kind: row.kind as ProviderKind,
    name: row.name,
    baseUrl: row.base_url,
    keyHint:
      key !== null && key.length >= MIN_HINTED_LENGTH ? key.slice(-HINT_LENGTH) : key === null ? null : '',
    createdAt: row.created_at,
  };
}

export function presentModel(row: ModelRow, defaultId: string): ModelView {
  return {
    id: row.id,
    name: row.name,
    wireName: row.wire_name,
    provider: { id: row.provider_id, kind: row.kind as ProviderKind, name: row.provider_name },
    inputMicrosPerMillion: row.input_micros_per_million,
    outputMicrosPerMillion: row.output_micros_per_million,
    timeoutMs: row.timeout_ms,
    fallbackId: row.fallback_id,
    seesImages: row.sees_images !== 0,
    isDefault: row.id === defaultId,
  };
}

export function offlineView(defaultId: string): ModelView {
  return {
    id: OFFLINE_ID,
    name: OFFLINE_ID,
    wireName: OFFLINE_ID,
    provider: { id: OFFLINE_ID, kind: OFFLINE_ID, name: 'AgenticGen' },
    inputMicrosPerMillion: 0,
    outputMicrosPerMillion: 0,
    timeoutMs: 60_000,
    fallbackId: null,
    seesImages: false,
    isDefault: defaultId === OFFLINE_ID,
  };
}
