import autocannon from 'autocannon';
import { startServer } from '../tools/test-servers/product.ts';
import { startBare } from './bare-server.ts';
import { median, type Report, reportOf } from './report.ts';

const CONNECTIONS = 50;
const SECONDS = 3;
const ROUNDS = 5;

interface Load {
  perSecond: number;
  p99Ms: number;
}

async function load(url: string, token: string): Promise<Load> {
  const headers = { authorization: `Bearer ${token}` };
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, headers });
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

/** Authenticated reads of /api/v1/me beside a bare Hono server that answers the same bytes, in turns. */
export async function measure(): Promise<Report> {
  const server = await startServer();
  const me = await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${server.token}` } });
  const bare = await startBare(await me.text());
  const ours: Load[] = [];
  const theirs: Load[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await load(bare.url, server.token));
      ours.push(await load(`${server.url}/api/v1/me`, server.token));
    }
  } finally {
    bare.stop();
    await server.stop();
  }
  const perSecond = Math.round(median(ours.map((run) => run.perSecond)));
  const peer = Math.round(median(theirs.map((run) => run.perSecond)));
  const p99 = median(ours.map((run) => run.p99Ms));
  const ratio = Math.round((perSecond / peer) * 100) / 100;
  return reportOf('http', [
    {
      name: 'authenticated reads',
      value: perSecond,
      unit: '/s',
      goal: '>= 10000 /s',
      met: perSecond >= 10_000,
      peers: { 'bare Hono': peer },
    },
    { name: 'share of a bare Hono server', value: ratio, unit: '', goal: '>= 0.6', met: ratio >= 0.6, ratio },
    { name: 'p99', value: p99, unit: 'ms', goal: '< 200 ms', met: p99 < 200 },
  ]);
}
