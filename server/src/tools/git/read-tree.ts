import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { toolErrors } from '../errors.ts';
import { gitBroker } from './broker.ts';
import type { GitNeeds } from './git-tool.ts';
import { type GitArgument, type GitResult, runGit } from './run-git.ts';

/** Of one file; larger ones are not read. */
export const MAX_TREE_FILE_BYTES = 16 * 1024 * 1024;
const MAX_ARCHIVE_BYTES = 24 * 1024 * 1024;
/** Files and bytes that come out of the sandbox at once. */
const FILES_AT_ONCE = 200;
const BYTES_AT_ONCE = MAX_TREE_FILE_BYTES;
const REGULAR = /^100\d{3} blob ([0-9a-f]{40,64}) +(\d+)\t([\s\S]+)$/;

export interface TreeEntry {
  path: string;
  /** Of its contents. */
  hash: string;
  size: number;
}

export interface GitTree {
  /** Regular files, without links and submodules. */
  entries: TreeEntry[];
  /** The contents of some of them; what the repository keeps out of its archives (export-ignore) does not come. */
  read(entries: readonly TreeEntry[]): AsyncGenerator<{ path: string; bytes: Buffer }>;
}

export interface TreeQuery {
  workspaceId: string;
  /** Of the repository, over HTTP. */
  url: string;
  /** Branch or tag, checked by the caller. */
  ref: string;
  /** Only what lies below it; '' is all. */
  folder: string;
  /** What is told of each request. */
  note(said: object): void;
  signal: AbortSignal;
  /** Headers to sign in by, put on outside of the sandbox; and in whose name, since what they give is for nobody else. */
  authorized: { by(url: URL): Record<string, string>; as: string } | null;
}

/**
 * The files of a repository as they are now, read by git in the sandbox. Its host is the one that is reached, and no
 * other. Throws `git_failed`, `git_too_large`, `sandbox_missing`.
 */
export async function treeOf(git: GitNeeds['git'], query: TreeQuery): Promise<GitTree> {
  if (git.refused !== null) throw toolErrors.sandbox_missing(git.refused);
  const { ref, folder } = query;
  const at: GitArgument = { ref, rest: '' };
  const below = folder === '' ? [] : ['--', folder];
  const listed = await ask(git, query, ['ls-tree', '-r', '-z', '--long', at, ...below], { renew: true });
  if (listed.isCut) throw toolErrors.git_failed('it has too many files');
  const entries = listed.output.toString('utf8').split('\0').flatMap(entryOf);

  async function* read(wanted: readonly TreeEntry[]) {
    for (const some of inParts(wanted)) {
      const paths = some.map(({ path }) => `:(literal)${path}`);
      const answer = await ask(git, query, ['archive', '--format=tar', at, '--', ...paths], { renew: false });
      if (answer.isCut) throw toolErrors.git_failed('its files are larger than it says');
      yield* filesIn(answer.output, new Set(some.map(({ path }) => path)));
    }
  }
  return { entries, read };
}

async function ask(
  git: GitNeeds['git'],
  { workspaceId, url, ref, note, signal, authorized }: TreeQuery,
  command: GitArgument[],
  { renew }: { renew: boolean },
): Promise<GitResult> {
  const { repositories, spawn, egress } = git;
  const authorize = authorized?.by;
  const broker = gitBroker(
    { egress, hosts: [new URL(url).host], note, ...(authorize ? { authorize } : {}) },
    url,
  );
  // No address of a repository that anybody may name has a space.
  const key = authorized ? `${url} as ${authorized.as}` : url;
  const kept = (await repositories.find(workspaceId, key))?.bytes ?? null;
  const task = { refs: [ref], renew, depth: 1, arguments: command, maxOutputBytes: MAX_ARCHIVE_BYTES };
  const result = await runGit({ spawn, broker, task, kept, signal });
  if (result.kept.length > 0) await repositories.keep(workspaceId, key, result.kept, renew);
  if (result.code !== 0) throw toolErrors.git_failed(result.said.trim() || `it ended with ${result.code}`);
  return result;
}

function entryOf(line: string): TreeEntry[] {
  const [, hash, size, path] = REGULAR.exec(line) ?? [];
  return hash && path ? [{ path, hash, size: Number(size) }] : [];
}

function* inParts(entries: readonly TreeEntry[]): Generator<TreeEntry[]> {
  let part: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (part.length >= FILES_AT_ONCE || (part.length > 0 && bytes + entry.size > BYTES_AT_ONCE)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(entry);
    bytes += entry.size;
  }
  if (part.length > 0) yield part;
}

/** Only what was asked for: the archive comes from behind the walls. */
async function* filesIn(tar: Buffer, wanted: ReadonlySet<string>) {
  const archive = extract();
  archive.end(tar);
  for await (const entry of archive) {
    const { name, type } = entry.header;
    const bytes = await buffer(entry);
    if (type === 'file' && wanted.has(name)) yield { path: name, bytes };
  }
}
