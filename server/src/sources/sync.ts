import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { grant, principalForRun } from '../access/index.ts';
import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { type BaseRow, findBase } from '../knowledge/index.ts';
import { failureOf, startRun } from '../runs/index.ts';
import { type Authorize, authorizing } from './auth.ts';
import type { Counts, SourceSettings } from './contract.ts';
import { type CrawlNeeds, crawlSite } from './crawl/crawl.ts';
import type { FetchResource } from './crawl/visit.ts';
import { type GitSourceNeeds, syncRepository } from './git.ts';
import { noTally, type Syncing } from './keep.ts';
import { changeSource, findSource, type SourceRow } from './queries.ts';

export const HOUR_MS = 3_600_000;

const input = z.object({
  sourceId: z.string(),
  /** Waits for so long before it begins. */
  afterMs: z.number().int().min(0).optional(),
});
export type SyncProcedure = Procedure<z.infer<typeof input>, Counts, Database>;

export type Reach = 'public' | 'named';

export interface SyncNeeds extends Omit<CrawlNeeds, 'fetch'>, Omit<GitSourceNeeds, 'readTree' | 'authorize'> {
  /** What a source may reach: the public internet, or also the named hosts of the own network. */
  fetchWithin(reach: Reach, authorize: Authorize): FetchResource;
  treeWithin(reach: Reach): GitSourceNeeds['readTree'];
  keyring: Pick<Keyring, 'open'>;
}

const NOTHING: Counts = { ...noTally(), isCut: false };

/**
 * Brings the documents of a source up to date, in the name of whoever made the source. One that repeats starts the next
 * when it ends, however it ends; that one waits for its time.
 */
export function syncProcedure(needsOf: () => SyncNeeds): SyncProcedure {
  const made: SyncProcedure = procedure({
    name: 'knowledge.sync',
    input,
    async run(ctx: Context<Database>, { sourceId, afterMs }) {
      const needs = needsOf();
      if (afterMs !== undefined) await ctx.sleep('rest', afterMs);
      const source = await ctx.commit('begin', (tx) =>
        begin(tx, needs, ctx.runId, sourceId, afterMs !== undefined),
      );
      if (!source) return NOTHING;
      let counts = NOTHING;
      try {
        counts = await sync(ctx, needs, source);
      } catch (error) {
        const failure = failureOf(ctx, error, 'synchronize source');
        if (failure) await ctx.commit('failed', (tx) => end(tx, needs, made, sourceId, failure));
        throw error;
      }
      const done = { counts: JSON.stringify(counts), error_code: null, error_message: null };
      await ctx.commit('end', (tx) => end(tx, needs, made, sourceId, done));
      return counts;
    },
  });
  return made;
}

/** The source, if this run is to synchronize it: it may be gone, changed, or under way by another run. */
async function begin(
  tx: Database,
  _needs: SyncNeeds,
  runId: string,
  sourceId: string,
  isScheduled: boolean,
): Promise<SourceRow | null> {
  const source = await findSource(tx, sourceId);
  if (!source) return null;
  if (!isScheduled) return source.run_id === runId ? source : null;
  if (source.next_run_id !== runId) return null;
  const change = { run_id: runId, next_run_id: null };
  await changeSource(tx, sourceId, change);
  return { ...source, ...change };
}

async function sync(ctx: Context<Database>, needs: SyncNeeds, source: SourceRow): Promise<Counts> {
  const { base_id, workspace_id, created_by } = source;
  const by = await principalForRun(needs.db, created_by, workspace_id);
  const base = grant<'edit', BaseRow>(by, 'edit', 'Knowledge', await findBase(needs.db, base_id, created_by));
  const settings = JSON.parse(source.settings) as SourceSettings;
  const reach = source.reach as Reach;
  const authorize = authorizing(needs.keyring, source, settings.address);
  const syncing: Syncing = {
    source,
    base,
    runId: ctx.runId,
    sourceKind: settings.kind === 'git' ? 'git' : 'url',
  };
  return settings.kind === 'git'
    ? syncRepository(ctx, { ...needs, readTree: needs.treeWithin(reach), authorize }, syncing, settings)
    : crawlSite(ctx, { ...needs, fetch: needs.fetchWithin(reach, authorize) }, syncing, settings);
}

type Ending = Pick<SourceRow, 'error_code' | 'error_message'> & { counts?: string };

async function end(
  tx: Database,
  needs: SyncNeeds,
  made: SyncProcedure,
  sourceId: string,
  ending: Ending,
): Promise<void> {
  const source = await findSource(tx, sourceId);
  if (!source) return;
  const next_run_id = source.next_run_id ?? (await scheduleNext(tx, needs, made, source));
  await changeSource(tx, sourceId, { ...ending, synced_at: needs.runtime.now(), next_run_id });
}

/** Starts the run that waits for the next time; null where the source does not repeat. */
export async function scheduleNext(
  tx: Database,
  needs: Pick<SyncNeeds, 'orchestrator'>,
  made: SyncProcedure,
  { id, every_hours, created_by, workspace_id, settings }: SourceRow,
  afterMs = (every_hours ?? 0) * HOUR_MS,
): Promise<string | null> {
  if (every_hours === null) return null;
  const { address } = JSON.parse(settings) as SourceSettings;
  const { runId } = await startRun(
    tx,
    needs.orchestrator,
    { userId: created_by, workspaceId: workspace_id },
    made,
    { sourceId: id, afterMs },
    { label: address, always: true },
  );
  return runId;
}

/** When a run that waits for its time begins. */
export function dueAt({ createdAt, input: given }: { createdAt: number; input: unknown }): number {
  return createdAt + (input.parse(given).afterMs ?? 0);
}
