import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, type ServerProcess, startServer } from '../tools/test-servers/product.ts';
import { bytesOf, corpus, type Document } from './ingestion/corpus.ts';
import { watchLoop } from './ingestion/loop.ts';
import { probing } from './ingestion/probe.ts';
import { type Figure, percentile, type Report, reportOf } from './report.ts';

const DOCUMENTS = Number(process.argv.includes('--short') ? 500 : 10_000);
const LARGE = { documents: 12, kilobytes: 2_000 };
/** Uploads at a time, as three people with a page open each. */
const UPLOADS = 9;
const LOOK_MS = 250;
const GOAL_P99_MS = 100;
const GOAL_DELAY_MS = 50;
const GOAL_SMALL_PER_SECOND = 80;
const GOAL_LARGE_MB_PER_SECOND = 2;

const tenth = (value: number) => Math.round(value * 10) / 10;

interface Told {
  documents: number;
  megabytes: number;
  seconds: number;
  uploadSeconds: number;
  latencies: number[];
  /** 99th percentile of what the server's event loop is late by. */
  delayMs: number;
  /** Of all threads of the server, together. */
  cpuMs: number;
}

/** Uploads all of it and waits until the last document is ready, while somebody else goes on working. */
async function ingest(
  { server, loop }: { server: ServerProcess; loop: ReturnType<typeof watchLoop> },
  documents: readonly Document[],
): Promise<Told> {
  const { id } = await server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Bench' });
  const probe = probing(server);
  loop.restart();
  const began = performance.now();
  await upload(server, id, documents);
  const uploadSeconds = (performance.now() - began) / 1_000;
  while ((await countOf(server, id, 'pending')) > 0)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const seconds = (performance.now() - began) / 1_000;
  const latencies = await probe.stop();
  const { p99Ms: delayMs, cpuMs } = loop.look();
  const ready = await countOf(server, id, 'ready');
  if (ready !== documents.length)
    throw new TypeError(`Cannot measure: ${ready} of ${documents.length} are ready`);
  return {
    documents: documents.length,
    megabytes: bytesOf(documents) / 1e6,
    seconds,
    uploadSeconds,
    latencies,
    ...{ delayMs, cpuMs },
  };
}

async function upload(server: ServerProcess, baseId: string, documents: readonly Document[]): Promise<void> {
  const waiting = [...documents];
  const send = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const form = new FormData();
      form.set('file', new File([next.text], next.name));
      const url = `${server.url}/api/v1/knowledge/bases/${baseId}/documents`;
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token}` },
        body: form,
      });
      if (answer.status !== 202)
        throw new TypeError(`Cannot upload: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: UPLOADS }, send));
}

async function countOf(server: ServerProcess, baseId: string, state: 'pending' | 'ready'): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/knowledge/bases/${baseId}/document-counts`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  return ((await answer.json()) as Record<string, number>)[state] ?? 0;
}

function figuresOf(what: string, told: Told): Figure[] {
  const p99 = tenth(percentile(told.latencies, 0.99));
  return [
    ...speedsOf(what, told),
    { name: `${what}: accepted`, value: Math.round(told.documents / told.uploadSeconds), unit: '/s' },
    {
      name: `${what}: p99 of others' requests`,
      value: p99,
      unit: 'ms',
      goal: `< ${GOAL_P99_MS} ms`,
      met: p99 < GOAL_P99_MS,
    },
    {
      name: `${what}: event loop's delay, p99`,
      value: tenth(told.delayMs),
      unit: 'ms',
      goal: `< ${GOAL_DELAY_MS} ms`,
      met: told.delayMs < GOAL_DELAY_MS,
    },
    {
      name: `${what}: CPU time for each MB, all threads`,
      value: Math.round(told.cpuMs / told.megabytes),
      unit: 'ms',
    },
    { name: `${what}: longest of them`, value: tenth(Math.max(...told.latencies)), unit: 'ms' },
  ];
}

function speedsOf(what: string, { documents, megabytes, seconds }: Told): Figure[] {
  const [perSecond, megabytesPerSecond] = [documents / seconds, megabytes / seconds];
  const count = { name: `${what}: documents`, value: tenth(perSecond), unit: '/s' };
  const text = { name: `${what}: text`, value: tenth(megabytesPerSecond), unit: 'MB/s' };
  if (what === 'large') {
    const met = megabytesPerSecond >= GOAL_LARGE_MB_PER_SECOND;
    return [count, { ...text, goal: `>= ${GOAL_LARGE_MB_PER_SECOND}`, met }];
  }
  return [{ ...count, goal: `>= ${GOAL_SMALL_PER_SECOND}`, met: perSecond >= GOAL_SMALL_PER_SECOND }, text];
}

/** Ten thousand small documents, then some large ones, through the API of a product of its own. */
export async function measure(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bench-'));
  const loop = watchLoop(folder);
  const server = await startServer(folder, 0, loop.env);
  try {
    const idle = probing(server);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const alone = tenth(percentile(await idle.stop(), 0.99));
    const small = await ingest({ server, loop }, corpus(DOCUMENTS, 2));
    const large = await ingest({ server, loop }, corpus(LARGE.documents, LARGE.kilobytes));
    return reportOf('ingestion', [
      ...figuresOf(`${DOCUMENTS} small`, small),
      ...figuresOf('large', large),
      { name: 'p99 of requests without ingestion', value: alone, unit: 'ms' },
      { name: 'resident memory after it', value: server.residentMb(), unit: 'MB' },
    ]);
  } finally {
    await server.stop();
    removeFolder(folder);
  }
}
