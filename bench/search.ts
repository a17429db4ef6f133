import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exactSearch, type MetricKind } from 'usearch';
import { outputOf } from './peer.ts';
import { type Figure, median, type Report, reportOf } from './report.ts';
import { type Clusters, makeClusters, NEIGHBOURS, nearestOf, WIDTH } from './search/clusters.ts';
import { atRecall, type PeerRun } from './search/equal-recall.ts';
import { bytesOnDisk, DOCUMENTS, empty, fill, querySpeedOf, reopened, speedOf } from './search/ours.ts';

const VECTORS = 100_000;
const QUESTIONS = 1_000;
const BRUTE_QUESTIONS = 20;
const BRUTE_ROUNDS = 3;
const MIN_RECALL = 0.95;
const LESSER_RECALLS = [0.95, 0.97, 0.99];
const MEBIBYTE = 2 ** 20;

/** 100,000 clustered vectors of width 384, with the peers in the same run, each in a process of its own. */
export async function measure(count = VECTORS): Promise<Report> {
  const clusters = makeClusters(count, QUESTIONS);
  const ours = await measureOurs(clusters);
  const missing: string[] = [];
  const peers = await measurePeers(clusters, missing);
  const brute = bruteForce(clusters);
  const best = Math.max(brute, ...Object.values(speedsAt(peers, ours.recall)));
  const ratio = ours.perSecond / best;
  const cpuOfPeers = speedsAt(peers, ours.recall, 'cpuMicros');
  const figures: Figure[] = [
    {
      name: 'recall@10',
      value: rounded(ours.recall, 4),
      unit: '',
      goal: `>= ${MIN_RECALL}`,
      met: ours.recall >= MIN_RECALL,
    },
    {
      name: 'nearest of batches of 64',
      value: Math.round(ours.perSecond),
      unit: '/s',
      goal: '>= 10000 and 1.5 times the best peer at equal recall',
      met: ours.perSecond >= 10_000 && ratio >= 1.5,
      peers: { ...speedsAt(peers, ours.recall), 'brute force': Math.round(brute) },
      ratio: rounded(ratio, 2),
    },
    ...LESSER_RECALLS.filter((recall) => recall < ours.recall).map((recall): Figure => {
      const speeds = { ...speedsAt(peers, recall), 'brute force': Math.round(brute) };
      return {
        name: `the same, peers at recall ${recall}`,
        value: Math.round(ours.perSecond),
        unit: '/s',
        peers: speeds,
        ratio: rounded(ours.perSecond / Math.max(...Object.values(speeds)), 2),
      };
    }),
    {
      name: 'CPU time for each, all threads',
      value: Math.round(ours.cpuMicros),
      unit: 'µs',
      peers: cpuOfPeers,
      ratio: rounded(ours.cpuMicros / Math.min(...Object.values(cpuOfPeers)), 2),
    },
    ...ours.figures,
    ...Object.entries(peers).flatMap(([name, run]): Figure[] => [
      { name: `${name}: building`, value: rounded(run.buildMs / 1_000, 1), unit: 's' },
      { name: `${name}: resident memory`, value: Math.round(run.residentBytes / MEBIBYTE), unit: 'MiB' },
    ]),
  ];
  return { ...reportOf('search', figures), ...(missing.length > 0 ? { missing } : {}) };
}

async function measureOurs(clusters: Clusters) {
  const before = process.memoryUsage().rss;
  const filled = await fill(clusters);
  try {
    const { collection, folder, loadMs, buildMs } = filled;
    const { questions, truth, vectors } = clusters;
    const plain = await speedOf(collection, questions, truth);
    const figures: Figure[] = [];
    for (const percent of [10, 1]) {
      const admitted = (DOCUMENTS * percent) / 100;
      const documentIds = Array.from({ length: admitted }, (_, index) => `d${index}`);
      const among = nearestOf(vectors, questions, (row) => row % DOCUMENTS < admitted);
      const filtered = await speedOf(collection, questions, among, { documentIds });
      const share = filtered.perSecond / plain.perSecond;
      figures.push(
        {
          name: `filter of ${percent} %: recall@10`,
          value: rounded(filtered.recall, 4),
          unit: '',
          goal: `>= ${MIN_RECALL}`,
          met: filtered.recall >= MIN_RECALL,
        },
        {
          name: `filter of ${percent} %`,
          value: Math.round(filtered.perSecond),
          unit: '/s',
          goal: '>= a third of that without',
          met: share >= 1 / 3,
          ratio: rounded(share, 2),
        },
      );
    }
    const single = await querySpeedOf(collection, questions);
    figures.push(
      { name: 'queries one by one, with texts', value: Math.round(single), unit: '/s' },
      {
        name: "event loop's delay while searching, p99",
        value: rounded(plain.delayMs, 1),
        unit: 'ms',
        goal: '< 10',
        met: plain.delayMs < 10,
      },
      { name: 'loading', value: rounded(loadMs / 1_000, 1), unit: 's' },
      { name: 'building all anew', value: rounded(buildMs / 1_000, 1), unit: 's' },
      { name: 'size on disk', value: Math.round(bytesOnDisk(folder) / MEBIBYTE), unit: 'MiB' },
      {
        name: 'resident memory, beyond that before',
        value: Math.round((process.memoryUsage().rss - before) / MEBIBYTE),
        unit: 'MiB',
      },
    );
    const bare = await reopened(filled, { sharedBytes: 0 });
    const fromGraph = await speedOf(bare, questions, truth);
    figures.push(
      { name: 'from the graph and the file alone: recall@10', value: rounded(fromGraph.recall, 4), unit: '' },
      { name: 'from the graph and the file alone', value: Math.round(fromGraph.perSecond), unit: '/s' },
    );
    return { ...plain, figures };
  } finally {
    await empty(filled);
  }
}

async function measurePeers(
  { vectors, questions, truth }: Clusters,
  missing: string[],
): Promise<Record<string, PeerRun>> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-search-peers-'));
  const peers: Record<string, PeerRun> = {};
  try {
    for (const [name, data] of Object.entries({ vectors, questions, truth }))
      writeFileSync(join(folder, name), new Uint8Array(data.buffer));
    for (const [name, program] of [
      ['hnswlib-node', 'hnswlib.ts'],
      ['LanceDB', 'lancedb.ts'],
    ] as const) {
      try {
        peers[name] = JSON.parse(
          await outputOf(name === 'LanceDB' ? '@lancedb/lancedb' : name, program, [folder, WIDTH]),
        );
      } catch (error) {
        missing.push(`${name}: ${error instanceof Error ? error.message.slice(0, 300) : error}`);
      }
    }
    return peers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the peers that find as much. */
function speedsAt(
  peers: Record<string, PeerRun>,
  recall: number,
  of: 'perSecond' | 'cpuMicros' = 'perSecond',
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(peers).flatMap(([name, { figures }]) => {
      const value = atRecall(figures, recall, of);
      return value === undefined ? [] : [[name, Math.round(value)]];
    }),
  );
}

function bruteForce({ vectors, questions }: Clusters): number {
  const some = questions.slice(0, BRUTE_QUESTIONS * WIDTH);
  const speeds = Array.from({ length: BRUTE_ROUNDS }, () => {
    const startedAt = performance.now();
    exactSearch(vectors, some, WIDTH, NEIGHBOURS, 'cos' as MetricKind, 0);
    return (BRUTE_QUESTIONS * 1_000) / (performance.now() - startedAt);
  });
  return median(speeds);
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
