import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Queue, Worker } from 'bullmq';

const WORKERS = 4;
const connection = (port: number) => ({ host: '127.0.0.1', port });

/** A worker process: does nothing in each job, like the step of our task. */
function work(port: number): void {
  new Worker('bench', async () => 1, { connection: connection(port), concurrency: 256 });
  process.send?.('ready');
}

/** Jobs a second that four processes do on one Redis, from a filled queue to the last end. */
async function measure(port: number, jobs: number): Promise<number> {
  const program = fileURLToPath(import.meta.url);
  const workers = Array.from({ length: WORKERS }, () => fork(program, ['work', String(port)]));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  const queue = new Queue('bench', { connection: connection(port) });
  const done = async (count: number) => {
    while ((await queue.getCompletedCount()) < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await queue.addBulk(Array.from({ length: 200 }, () => ({ name: 'warm', data: {} })));
  await done(200);
  const began = performance.now();
  await queue.addBulk(Array.from({ length: jobs }, () => ({ name: 'job', data: {} })));
  await done(200 + jobs);
  const seconds = (performance.now() - began) / 1_000;
  for (const worker of workers) worker.kill('SIGKILL');
  await queue.close();
  return jobs / seconds;
}

const [act, port, jobs] = process.argv.slice(2);
if (act === 'work') work(Number(port));
if (act === 'measure') {
  console.log(await measure(Number(port), Number(jobs)));
  process.exit(0);
}
