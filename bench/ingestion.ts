import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, type ServerProcess, startServer } from '../tools/test-servers/product.ts';
import { bytesOf, corpus, type Document } from './ingestion/corpus.ts';
import { probing } from './ingestion/probe.ts';
import { type Figure, percentile, type Report, reportOf } from './report.ts';

const DOCUMENTS = Number(process.argv.includes('--short') ? 500 : 10_000);
const LARGE = { documents: 12, kilobytes: 2_000 };
/** Uploads at a time, as three people with a page open each. */
const UPLOADS = 9;
const LOOK_MS = 250;
const GOAL_P99_MS = 100;

const tenth = (value: number) => Math.round(value * 10) / 10;

interface Told {
  documents: number;
  megabytes: number;
  seconds: number;
  uploadSeconds: number;
  latencies: number[];
}

/** Uploads all of it and waits until the last document is ready, while somebody else goes on working. */
async function ingest(server: ServerProcess, documents: readonly Document[]): Promise<Told> {
  const { id } = await server.post<{ id: string }>('/api/v1/knowledge/bases', { name: 'Bench' });
  const probe = probing(server);
  const began = performance.now();
  await upload(server, id, documents);
  const uploadSeconds = (performance.now() - began) / 1_000;
  while ((await countOf(server, id, 'pending')) > 0)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const seconds = (performance.now() - began) / 1_000;
  const latencies = await probe.stop();
  const ready = await countOf(server, id, 'ready');
  if (ready !== documents.length)
    throw new TypeError(`Cannot measure: ${ready} of ${documents.length} are ready`);
  return {
    documents: documents.length,
    megabytes: bytesOf(documents) / 1e6,
    seconds,
    uploadSeconds,
    latencies,
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
    { name: `${what}: documents`, value: Math.round(told.documents / told.seconds), unit: '/s' },
    { name: `${what}: text`, value: tenth(told.megabytes / told.seconds), unit: 'MB/s' },
    { name: `${what}: accepted`, value: Math.round(told.documents / told.uploadSeconds), unit: '/s' },
    {
      name: `${what}: p99 of others' requests`,
      value: p99,
      unit: 'ms',
      goal: `< ${GOAL_P99_MS} ms`,
      met: p99 < GOAL_P99_MS,
    },
    { name: `${what}: longest of them`, value: tenth(Math.max(...told.latencies)), unit: 'ms' },
  ];
}

/** Ten thousand small documents, then some large ones, through the API of a product of its own. */
export async function measure(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bench-'));
  const server = await startServer(folder);
  try {
    const idle = probing(server);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const alone = tenth(percentile(await idle.stop(), 0.99));
    const small = await ingest(server, corpus(DOCUMENTS, 2));
    const large = await ingest(server, corpus(LARGE.documents, LARGE.kilobytes));
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
