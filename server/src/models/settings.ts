import type { Granted, Permit } from '../access/index.ts';
import type { Keyring } from '../data-protection/index.ts';
import { type Database, isUniqueViolation, upsert } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { ModelView, ProviderKind } from './contract.ts';
import { modelErrors } from './errors.ts';
import { keyPlace, OFFLINE_ID } from './present.ts';
import { defaultSetting, findModel, type ModelRow, type ProviderRow } from './queries.ts';

export interface NewProvider {
  kind: ProviderKind;
  name: string;
  baseUrl?: string | null | undefined;
  key?: string | undefined;
}

export interface SettingNeeds {
  db: Database;
  runtime: Runtime;
  keyring: Keyring;
}

/** Throws `base_url_missing`. */
export async function addProvider(
  { db, runtime, keyring }: SettingNeeds,
  permit: Permit<'create', 'Model'>,
  wanted: NewProvider,
): Promise<ProviderRow> {
  if (wanted.kind === 'openai-compatible' && !wanted.baseUrl) throw modelErrors.base_url_missing();
  const id = runtime.newId();
  const row: ProviderRow = {
    id,
    workspace_id: permit.by.workspaceId,
    kind: wanted.kind,
    name: wanted.name,
    base_url: wanted.baseUrl ?? null,
    key_cipher: wanted.key ? keyring.seal(wanted.key, keyPlace(id)) : null,
    created_at: runtime.now(),
  };
  await db.insertInto('model_providers').values(row).execute();
  return row;
}

export async function changeProvider(
  { db, keyring }: SettingNeeds,
  { record }: Granted<'edit', ProviderRow>,
  change: Partial<Omit<NewProvider, 'kind'>>,
): Promise<ProviderRow> {
  const changed: ProviderRow = {
    ...record,
    name: change.name ?? record.name,
    base_url: change.baseUrl === undefined ? record.base_url : change.baseUrl,
    key_cipher: change.key ? keyring.seal(change.key, keyPlace(record.id)) : record.key_cipher,
  };
  if (changed.kind === 'openai-compatible' && !changed.base_url) throw modelErrors.base_url_missing();
  const { name, base_url, key_cipher } = changed;
  await db
    .updateTable('model_providers')
    .set({ name, base_url, key_cipher })
    .where('id', '=', record.id)
    .execute();
  return changed;
}

/** Its models go with it. */
export async function removeProvider(
  db: Database,
  { record }: Granted<'delete', ProviderRow>,
): Promise<void> {
  await db.deleteFrom('model_providers').where('id', '=', record.id).execute();
}

type NewModel = Omit<ModelView, 'id' | 'provider' | 'isDefault'>;

/** Throws `fallback_unknown` or `model_name_taken`. */
export async function addModel(
  { db, runtime }: SettingNeeds,
  { record: provider }: Granted<'edit', ProviderRow>,
  wanted: NewModel,
): Promise<string> {
  const { workspace_id } = provider;
  const { fallbackId } = wanted;
  const known =
    fallbackId === null || fallbackId === OFFLINE_ID || (await findModel(db, workspace_id, fallbackId));
  if (!known) throw modelErrors.fallback_unknown();
  if (wanted.name === OFFLINE_ID) throw modelErrors.model_name_taken(wanted.name);
  const row = {
    id: runtime.newId(),
    workspace_id,
    provider_id: provider.id,
    name: wanted.name,
    wire_name: wanted.wireName,
    input_micros_per_million: wanted.inputMicrosPerMillion,
    output_micros_per_million: wanted.outputMicrosPerMillion,
    fallback_id: fallbackId,
    timeout_ms: wanted.timeoutMs,
    sees_images: wanted.seesImages ? 1 : 0,
    created_at: runtime.now(),
  };
  try {
    await db.insertInto('models').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw modelErrors.model_name_taken(wanted.name);
    throw error;
  }
  return row.id;
}

export async function removeModel(db: Database, { record }: Granted<'delete', ModelRow>): Promise<void> {
  await db.deleteFrom('models').where('id', '=', record.id).execute();
}

export async function chooseDefault(
  db: Database,
  permit: Permit<'edit', 'Model'>,
  modelId: string,
): Promise<void> {
  await upsert(db, 'settings', defaultSetting(permit.by.workspaceId, modelId), ['name']);
}
