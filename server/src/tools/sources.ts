import type { Granted, Permit } from '../access/index.ts';
import type { Keyring } from '../data-protection/index.ts';
import { type Database, inTransaction, isUniqueViolation, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { recordDefinitions, type ToolDefinition } from './definitions.ts';
import { toolErrors } from './errors.ts';
import { findSourceTool, MAX_SOURCES, type SourceRow, sourcesOf } from './source-queries.ts';

export interface SourceNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  keyring: Keyring;
}

/** Binds a ciphertext to its row. */
export const secretPlace = (sourceId: string) => `tool_sources/${sourceId}/secret`;

export interface NewSource {
  kind: 'openapi' | 'mcp';
  name: string;
  config: object;
  secret: object;
}

/** Throws `source_name_taken`, `too_many_sources`. */
export async function addSource(
  { db, runtime, keyring }: SourceNeeds,
  { by }: Permit<'create', 'Tool'>,
  { kind, name, config, secret }: NewSource,
): Promise<SourceRow> {
  const id = runtime.newId();
  const now = runtime.now();
  const row: SourceRow = {
    ...{ id, kind, name, workspace_id: by.workspaceId, created_by: by.userId },
    config: JSON.stringify(config),
    secret_cipher: keyring.seal(JSON.stringify(secret), secretPlace(id)),
    state: 'ready',
    reason: null,
    ...{ created_at: now, updated_at: now },
  };
  try {
    await inTransaction(db, async (tx) => {
      await lockRow(tx, 'workspaces', by.workspaceId);
      if ((await sourcesOf(tx, by.workspaceId)).length >= MAX_SOURCES)
        throw toolErrors.too_many_sources(MAX_SOURCES);
      await tx.insertInto('tool_sources').values(row).execute();
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw toolErrors.source_name_taken(name);
    throw error;
  }
  return row;
}

/**
 * Makes the tools of a source those that are given. A new or changed one waits for approval, unless `approvedBy` chose
 * it just now; one that is missing is gone, and comes back as what it was if its definition is the same.
 */
export async function setSourceTools(
  { db, runtime }: Pick<SourceNeeds, 'db' | 'runtime'>,
  source: Pick<SourceRow, 'id' | 'workspace_id'>,
  definitions: readonly ToolDefinition[],
  approvedBy: string | null,
): Promise<void> {
  const now = runtime.now();
  const { id: sourceId, workspace_id: workspaceId } = source;
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'tool_sources', sourceId);
    const versions = await recordDefinitions(tx, workspaceId, definitions, now);
    for (const [name, version] of versions) {
      const known = await findSourceTool(tx, workspaceId, name);
      if (known === undefined) {
        const row = { workspace_id: workspaceId, name, source_id: sourceId, version };
        await tx
          .insertInto('source_tools')
          .values({ ...row, approved_version: null, gone_at: null })
          .execute();
      } else {
        await toolRow(tx, workspaceId, name).set({ version, gone_at: null }).execute();
      }
      if (approvedBy !== null) await approve(tx, { workspaceId, name, version, by: approvedBy, now });
    }
    const all = await tx
      .selectFrom('source_tools')
      .select('name')
      .where('source_id', '=', sourceId)
      .execute();
    for (const { name } of all)
      if (!versions.has(name)) await toolRow(tx, workspaceId, name).set({ gone_at: now }).execute();
  });
}

function toolRow(tx: Database, workspaceId: string, name: string) {
  return tx.updateTable('source_tools').where('workspace_id', '=', workspaceId).where('name', '=', name);
}

interface Approval {
  workspaceId: string;
  name: string;
  version: number;
  by: string;
  now: number;
}

async function approve(tx: Database, { workspaceId, name, version, by, now }: Approval): Promise<void> {
  await toolRow(tx, workspaceId, name).set({ approved_version: version }).execute();
  await tx
    .updateTable('tool_definitions')
    .set({ approved_by: by, approved_at: now })
    .where('scope', '=', workspaceId)
    .where('name', '=', name)
    .where('version', '=', version)
    .where('approved_at', 'is', null)
    .execute();
}

/** Approves exactly the version that was looked at. Throws `tool_not_foreign`, `version_not_newest`. */
export async function approveTool(
  { db, runtime }: Pick<SourceNeeds, 'db' | 'runtime'>,
  { by }: Permit<'edit', 'Tool'>,
  name: string,
  version: number,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const known = await findSourceTool(tx, by.workspaceId, name);
    if (!known) throw toolErrors.tool_not_foreign(name);
    await lockRow(tx, 'tool_sources', known.source_id);
    const { version: newest } = (await findSourceTool(tx, by.workspaceId, name)) ?? known;
    if (newest !== version) throw toolErrors.version_not_newest(name, newest);
    await approve(tx, { workspaceId: by.workspaceId, name, version, by: by.userId, now: runtime.now() });
  });
}

/** All of them or none. Throws `tool_not_found` for one of another source, and like `approveTool`. */
export async function approveTools(
  { db, runtime }: Pick<SourceNeeds, 'db' | 'runtime'>,
  allowed: Permit<'edit', 'Tool'>,
  source: Pick<SourceRow, 'id'>,
  tools: readonly { name: string; version: number }[],
): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const { name, version } of tools) {
      const known = await findSourceTool(tx, allowed.by.workspaceId, name);
      if (known?.source_id !== source.id) throw toolErrors.tool_not_found(name);
      await approveTool({ db: tx, runtime }, allowed, name, version);
    }
  });
}

/** Its tools go with it; what they were stays in the list of versions. */
export async function removeSource(db: Database, { record }: Granted<'delete', SourceRow>): Promise<void> {
  await db.deleteFrom('tool_sources').where('id', '=', record.id).execute();
}

const MAX_NAME_LENGTH = 64;

/** Names that models take: letters, digits, `_` and `-`; each once. */
export function toolNames(prefix: string, wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const plain = `${prefix}_${name.normalize('NFKD').replaceAll(/[^A-Za-z0-9_-]+/g, '_')}`.replaceAll(
      /_+/g,
      '_',
    );
    const short = plain.slice(0, MAX_NAME_LENGTH).replace(/_+$/, '');
    let unique = short;
    for (let count = 2; taken.has(unique); count++)
      unique = `${short.slice(0, MAX_NAME_LENGTH - 5)}_${count}`;
    taken.add(unique);
    return unique;
  });
}

/** Another secret, sealed in its place, and what may be told of it. */
export async function setSecret(
  { db, runtime, keyring }: SourceNeeds,
  { record }: Granted<'edit', SourceRow>,
  secret: object,
  told: object,
): Promise<void> {
  await db
    .updateTable('tool_sources')
    .set({
      config: JSON.stringify({ ...JSON.parse(record.config), ...told }),
      secret_cipher: keyring.seal(JSON.stringify(secret), secretPlace(record.id)),
      updated_at: runtime.now(),
    })
    .where('id', '=', record.id)
    .execute();
}
