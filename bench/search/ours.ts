// Our engine under load: a collection of vectors on disk, asked from one event loop that is watched meanwhile.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type Collection,
  createSearch,
  type Filter,
  type Search,
  type SearchOptions,
} from '@agenticgen/search';
import { median } from '../report.ts';
import { type Clusters, NEIGHBOURS, recallOf, WIDTH } from './clusters.ts';

export const DOCUMENTS = 1_000;
const UPSERT = 2_000;
/** Questions in one call, and calls under way: what a service with many users has waiting. */
const BATCH = 64;
const IN_FLIGHT = 4;
const SINGLE_IN_FLIGHT = 32;
const ROUNDS = 3;
const MIN_ROUND_MS = 2_000;

export type Filled = {
  search: Search;
  collection: Collection;
  folder: string;
  loadMs: number;
  buildMs: number;
};

export async function fill(
  { vectors }: Pick<Clusters, 'vectors'>,
  options: Partial<SearchOptions> = {},
): Promise<Filled> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-search-'));
  const search = createSearch({ folder, ...options });
  const collection = search.collection('bench');
  const count = vectors.length / WIDTH;
  const startedAt = performance.now();
  for (let from = 0; from < count; from += UPSERT) {
    const rows = Array.from({ length: Math.min(UPSERT, count - from) }, (_, at) => from + at);
    await collection.upsert(
      rows.map((row) => ({
        id: String(row),
        documentId: `d${row % DOCUMENTS}`,
        text: `Passage ${row}`,
        vector: vectors.slice(row * WIDTH, (row + 1) * WIDTH),
      })),
    );
  }
  const loadedAt = performance.now();
  await collection.compact();
  return { search, collection, folder, loadMs: loadedAt - startedAt, buildMs: performance.now() - loadedAt };
}

/** The same collection, opened otherwise. */
export async function reopened(filled: Filled, options: Partial<SearchOptions>): Promise<Collection> {
  await filled.search.close();
  filled.search = createSearch({ folder: filled.folder, ...options });
  const collection = filled.search.collection('bench');
  await collection.count();
  return collection;
}

export async function empty({ search, folder }: Filled): Promise<void> {
  await search.close();
  rmSync(folder, { recursive: true });
}

export function bytesOnDisk(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** `cpuMicros` is what all threads of the process used for a question: it does not change with who else is busy. */
export type Speed = { perSecond: number; recall: number; delayMs: number; cpuMicros: number };

/** Median of several rounds, with the 99th percentile of the event loop's delay over all of them. */
export async function speedOf(
  collection: Collection,
  questions: Float32Array,
  truth: Uint32Array,
  filter?: Filter,
): Promise<Speed> {
  const count = questions.length / WIDTH;
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, batch) =>
    Array.from({ length: Math.min(BATCH, count - batch * BATCH) }, (_, at) => {
      const row = batch * BATCH + at;
      return questions.slice(row * WIDTH, (row + 1) * WIDTH);
    }),
  );
  const ask = async (batch: Float32Array[]) => collection.nearest(batch, NEIGHBOURS, filter);
  const found: number[][] = [];
  for (const batch of batches)
    for (const hits of await ask(batch)) found.push(hits.map(({ id }) => Number(id)));
  const { perSecond, delayMs, cpuMicros } = await repeated(IN_FLIGHT, async (turn) => {
    const batch = batches[turn % batches.length] as Float32Array[];
    await ask(batch);
    return batch.length;
  });
  return { perSecond, delayMs, cpuMicros, recall: recallOf(found, truth) };
}

/** Whole queries, one by one, with the texts of the hits. */
export async function querySpeedOf(collection: Collection, questions: Float32Array): Promise<number> {
  const count = questions.length / WIDTH;
  const { perSecond } = await repeated(SINGLE_IN_FLIGHT, async (turn) => {
    const start = (turn % count) * WIDTH;
    await collection.query({
      vector: questions.slice(start, start + WIDTH),
      mode: 'vector',
      limit: NEIGHBOURS,
    });
    return 1;
  });
  return perSecond;
}

async function repeated(inFlight: number, act: (turn: number) => Promise<number>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const speeds: number[] = [];
  let turn = 0;
  let total = 0;
  const before = process.cpuUsage();
  delay.enable();
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    let done = 0;
    const until = startedAt + MIN_ROUND_MS;
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (performance.now() < until) {
          const answered = await act(turn++);
          // Not in one expression: others count meanwhile.
          done += answered;
        }
      }),
    );
    total += done;
    speeds.push((done * 1_000) / (performance.now() - startedAt));
  }
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: median(speeds),
    delayMs: delay.percentile(99) / 1e6,
    cpuMicros: (user + system) / Math.max(1, total),
  };
}
