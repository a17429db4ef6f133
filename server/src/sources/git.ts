import { createHash } from 'node:crypto';
import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { type GitTree, MAX_TREE_FILE_BYTES, type TreeEntry } from '../tools/index.ts';
import type { Authorize } from './auth.ts';
import type { Counts, GitSettings } from './contract.ts';
import { fileNameOf, type LeftOut } from './found.ts';
import {
  type KeepNeeds,
  keep,
  keepAsIs,
  leaveOut,
  noTally,
  removeUnseen,
  type Syncing,
  type Tally,
} from './keep.ts';

export interface GitSourceNeeds extends KeepNeeds {
  /** The files of a repository as they are now. */
  readTree(
    query: Pick<GitSettings, 'ref' | 'folder'> & {
      workspaceId: string;
      url: string;
      note(said: object): void;
      signal: AbortSignal;
      authorized: { by: Authorize; as: string } | null;
    },
  ): Promise<GitTree>;
  /** What its host is told to sign in. */
  authorize: Authorize;
  /** Whether a file of this name can be read at all. */
  isReadable(name: string): boolean;
}

/**
 * Mirrors a repository: files whose contents have the same hash as last time are not read. One step, which begins anew
 * after a crash and finds what it had done.
 */
export async function syncRepository(
  ctx: Context<Database>,
  needs: GitSourceNeeds,
  syncing: Syncing,
  settings: GitSettings,
): Promise<Counts> {
  const { address, ref, folder, maxFiles } = settings;
  const { workspace_id } = syncing.source;
  return ctx.step('files', async ({ signal, emit }) => {
    const tally = noTally();
    const note = (said: object) => void emit('code.egress', said);
    const { id, auth } = syncing.source;
    const authorized = auth === null ? null : { by: needs.authorize, as: id };
    const query = { workspaceId: workspace_id, url: address, ref, folder, note, signal, authorized };
    const tree = await needs.readTree(query);
    const readable = tree.entries.filter(({ path }) => needs.isReadable(path));
    const entries = readable.slice(0, maxFiles);
    const isCut = readable.length > entries.length;
    const changed: TreeEntry[] = [];
    for (const entry of entries) {
      signal.throwIfAborted();
      const isLarge = entry.size > MAX_TREE_FILE_BYTES;
      const left: LeftOut = { kind: 'skipped', item: entry.path, reason: 'too-large' };
      if (isLarge) tally[await leaveOut(needs, syncing, left)]++;
      else if (await keepAsIs(needs, syncing, entry.path, entry.hash)) tally.unchanged++;
      else changed.push(entry);
    }
    const progress = (count: number) =>
      emit('sync.progressed', { done: entries.length === 0 ? 1 : count / entries.length, items: count });
    await keepChanged({
      needs,
      syncing,
      tree,
      changed,
      tally,
      progress,
      before: entries.length - changed.length,
    });
    if (!isCut) tally.removed += await removeUnseen(needs, syncing, signal);
    return { ...tally, isCut };
  });
}

interface Changed {
  needs: GitSourceNeeds;
  syncing: Syncing;
  tree: GitTree;
  changed: readonly TreeEntry[];
  tally: Tally;
  progress(count: number): unknown;
  /** Files that were dealt with before. */
  before: number;
}

async function keepChanged({
  needs,
  syncing,
  tree,
  changed,
  tally,
  progress,
  before,
}: Changed): Promise<void> {
  const left = new Map(changed.map((entry) => [entry.path, entry]));
  for await (const { path, bytes } of tree.read(changed)) {
    const entry = left.get(path);
    if (!entry) continue;
    left.delete(path);
    const found = { kind: 'found' as const, item: path, name: nameOf(path), bytes };
    tally[await keep(needs, syncing, found, entry.hash)]++;
    progress(before + changed.length - left.size);
  }
  for (const { path } of left.values())
    tally[await leaveOut(needs, syncing, { kind: 'skipped', item: path, reason: 'not-exported' })]++;
}

/** The path, since many files of a repository are called alike; a long one by its end and a hash. */
function nameOf(path: string): string {
  const at = path.lastIndexOf('.');
  const [stem, ending] = at > 0 ? [path.slice(0, at), path.slice(at)] : [path, ''];
  const shown = stem.replaceAll('/', ' › ');
  if (shown.length <= 100) return fileNameOf(shown, ending);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return fileNameOf(`${hash} … ${shown.slice(-80)}`, ending);
}
