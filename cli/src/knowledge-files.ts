import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CommandError, type Terminal } from './command.ts';
import type { BaseLine } from './knowledge-base.ts';
import { createTicker, type Ticker } from './knowledge-progress.ts';
import type { ServerClient } from './server-client.ts';

/** Files that travel at once. */
const PARALLEL = 4;
/** What one comparison may name (the server's limit). */
const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 50 * 1024 * 1024;
const LOOK_MS = 500;
/** Of a kind that is not read: no failure in a folder, where anything may lie. */
const NOT_READ = 'document_type_unsupported';
const LEFT_OUT = new Set(['node_modules', '__pycache__']);

export interface Sending {
  json: boolean;
  /** Until all is read, or has failed. */
  wait: boolean;
}

export interface SyncOptions extends Sending {
  as?: string | undefined;
  remove: boolean;
  dryRun: boolean;
}

interface Put {
  documentId: string;
  runId: string | null;
  outcome: 'added' | 'replaced' | 'unchanged';
}

export interface Report {
  added: string[];
  replaced: string[];
  unchanged: number;
  removed: string[];
  /** Of kinds that are not read. */
  skipped: string[];
  failed: { path: string; reason: string }[];
}

const newReport = (): Report => ({
  ...{ added: [], replaced: [], removed: [], skipped: [], failed: [] },
  unchanged: 0,
});

/** Each file becomes a document of its own. */
export async function addFiles(
  client: ServerClient,
  base: BaseLine,
  files: readonly string[],
  sending: Sending,
  terminal: Terminal,
): Promise<number> {
  for (const file of files) refuseUnreadable(file);
  const report = newReport();
  const wanted = files.map((file) => ({ path: file, file, query: '' }));
  await sendAll(client, base, wanted, { ...sending, skips: false }, report, terminal);
  return tell(report, sending.json, terminal);
}

/** Sends what differs from the documents that were made of the folder before. */
export async function syncFolder(
  client: ServerClient,
  base: BaseLine,
  folder: string,
  options: SyncOptions,
  terminal: Terminal,
): Promise<number> {
  const prefix = `${options.as ?? basename(resolve(folder))}/`;
  const paths = filesOf(folder);
  if (paths.length > MAX_FILES)
    throw new CommandError(
      `Cannot synchronize folder: it has more than ${MAX_FILES} files; synchronize its folders one by one`,
      1,
    );
  const files = paths.map((path) => ({ path, sha256: hashOf(join(folder, path)) }));
  const address = `/api/v1/knowledge/bases/${encodeURIComponent(base.id)}`;
  const { changed, gone } = await client.call<{
    changed: string[];
    gone: { path: string; documentId: string }[];
  }>('POST', `${address}/folder-comparisons`, { prefix, files });
  const report = { ...newReport(), unchanged: files.length - changed.length };
  if (options.dryRun) {
    const removed = options.remove ? gone.map(({ path }) => path) : [];
    return tell({ ...report, added: changed, removed }, options.json, terminal);
  }
  const wanted = changed.map((path) => ({
    path,
    file: join(folder, path),
    query: `?path=${encodeURIComponent(prefix + path)}`,
  }));
  await sendAll(client, base, wanted, { ...options, skips: true }, report, terminal);
  if (options.remove)
    for (const { path, documentId } of gone) {
      await client.call('DELETE', `${address}/documents/${documentId}`);
      report.removed.push(path);
    }
  return tell(report, options.json, terminal);
}

/** Paths below a folder with forward slashes, in order; what is hidden, machinery or a link is left out. */
export function filesOf(folder: string): string[] {
  return walk(folder, '').sort();
}

/** By hand: a recursive read follows links to folders, which may lead anywhere. */
function walk(folder: string, below: string): string[] {
  return readdir(join(folder, below)).flatMap((entry) => {
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) return [];
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return walk(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

function readdir(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new CommandError(`Cannot read ${folder}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function refuseUnreadable(file: string): void {
  try {
    if (!statSync(file).isFile()) throw new CommandError(`Cannot read ${file}: it is no file`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

interface Wanted {
  /** As it is told. */
  path: string;
  file: string;
  query: string;
}

interface Rules extends Sending {
  /** Kinds that are not read are passed over. */
  skips: boolean;
}

/** What fails is written down, and the others go on. */
async function sendAll(
  client: ServerClient,
  base: BaseLine,
  wanted: readonly Wanted[],
  { json, wait, skips }: Rules,
  report: Report,
  terminal: Terminal,
): Promise<void> {
  const address = `/api/v1/knowledge/bases/${encodeURIComponent(base.id)}/documents`;
  const sent: { path: string; put: Put }[] = [];
  await each(wanted, createTicker(terminal, wanted.length, json), async ({ path, file, query }) => {
    try {
      if (statSync(file).size > MAX_FILE_BYTES)
        throw new CommandError(`It is larger than ${MAX_FILE_BYTES} bytes`);
      sent.push({ path, put: await client.upload<Put>(address + query, basename(file), readFileSync(file)) });
    } catch (error) {
      const { message, code } = error as { message: string; code?: string };
      if (skips && code === NOT_READ) report.skipped.push(path);
      else report.failed.push({ path, reason: message });
    }
  });
  report.unchanged += sent.filter(({ put }) => put.outcome === 'unchanged').length;
  const changed = sent.filter(({ put }) => put.outcome !== 'unchanged');
  await each(changed, createTicker(terminal, wait ? changed.length : 0, json), async ({ path, put }) => {
    try {
      if (wait && put.runId) await read(client, address, put);
      if (put.outcome !== 'unchanged') report[put.outcome].push(path);
    } catch (error) {
      report.failed.push({ path, reason: (error as Error).message });
    }
  });
}

async function each<T extends { path: string }>(
  items: readonly T[],
  ticker: Ticker,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await act(next);
      ticker.tick(next.path);
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  ticker.end();
}

/** Waits for the end of an ingestion. Throws with the reason where it failed. */
async function read(client: ServerClient, address: string, { documentId, runId }: Put): Promise<void> {
  for (;;) {
    const { finishedAt } = await client.call<{ finishedAt: number | null }>('GET', `/api/v1/runs/${runId}`);
    if (finishedAt !== null) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const { error } = await client.call<{ error: { message: string } | null }>(
    'GET',
    `${address}/${documentId}`,
  );
  if (error) throw new CommandError(error.message, 1);
}

function tell(report: Report, json: boolean, terminal: Terminal): number {
  const { added, replaced, unchanged, removed, skipped, failed } = report;
  if (json) terminal.print(JSON.stringify(report));
  else {
    for (const { path, reason } of failed) terminal.fail(`${path}: ${reason}`);
    const parts = [
      `${added.length} new`,
      `${replaced.length} changed`,
      `${unchanged} unchanged`,
      `${removed.length} removed`,
      `${skipped.length} left out`,
      `${failed.length} failed`,
    ];
    terminal.print(parts.join(', '));
  }
  return failed.length === 0 ? 0 : 1;
}
