import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { metricsFaults } from '../../../../tools/test-servers/index.ts';
import { attach, createCells } from './cells.ts';
import { createMetrics, MAX_SERIES } from './metrics.ts';

test('a counter adds, for each combination of labels by itself', () => {
  const metrics = createMetrics();
  const requests = metrics.counter({ name: 'requests_total', help: 'Requests', labels: ['status'] });
  requests.bind({ status: '200' }).inc();
  requests.bind({ status: '200' }).inc(2);
  requests.bind({ status: '404' }).inc();
  assert.equal(
    metrics.exposition(),
    '# HELP requests_total Requests\n# TYPE requests_total counter\nrequests_total{status="200"} 3\nrequests_total{status="404"} 1\n',
  );
});

test('a gauge is what it was set to last', () => {
  const metrics = createMetrics();
  const depth = metrics.gauge({ name: 'depth', help: 'Depth' }).bind();
  depth.set(5);
  depth.inc(-1.5);
  assert.match(metrics.exposition(), /^depth 3\.5$/m);
});

test('a histogram counts into the bucket of the bound, cumulated', () => {
  const metrics = createMetrics();
  const seconds = metrics.histogram({ name: 'seconds', help: 'Time', buckets: [1, 2] }).bind();
  for (const value of [0.5, 1, 1.5, 9]) seconds.observe(value);
  const lines = metrics.exposition().split('\n').slice(2, 7);
  assert.deepEqual(lines, [
    'seconds_bucket{le="1"} 2',
    'seconds_bucket{le="2"} 3',
    'seconds_bucket{le="+Inf"} 4',
    'seconds_sum 12',
    'seconds_count 4',
  ]);
});

test('label values and help texts are escaped', async () => {
  const metrics = createMetrics();
  const odd = metrics.counter({ name: 'odd_total', help: 'a\\b\nc', labels: ['text'] });
  odd.bind({ text: 'quote " back \\ line \n 中文' }).inc();
  assert.match(metrics.exposition(), /odd_total\{text="quote \\" back \\\\ line \\n 中文"\} 1/);
  assert.equal(await metricsFaults(metrics.exposition()), '');
});

test('past the limit of series further labels share one', () => {
  const metrics = createMetrics();
  const many = metrics.counter({ name: 'many_total', help: 'Many', labels: ['id'] });
  for (let id = 0; id < MAX_SERIES + 50; id++) many.bind({ id: String(id) }).inc();
  const text = metrics.exposition();
  assert.match(text, /many_total\{id="other"\} 50/);
  assert.equal(text.match(/^many_total\{/gm)?.length, MAX_SERIES + 1);
});

test('a name that is taken or is no name is refused', () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'a_total', help: '' });
  assert.throws(() => metrics.gauge({ name: 'a_total', help: '' }), { code: 'metric_exists' });
  assert.throws(() => metrics.gauge({ name: 'a-b', help: '' }), { code: 'metric_name_invalid' });
});

test('two threads add to one cell and nothing is lost', async () => {
  const cells = createCells();
  const cell = cells.take();
  const times = 20_000;
  const url = new URL('./cells.ts', import.meta.url).href;
  const code = `import { workerData } from 'node:worker_threads'; import { attach } from '${url}';
    const cells = attach(workerData.buffer); for (let i = 0; i < ${times}; i++) cells.add(workerData.cell, 0.5);`;
  const source = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const workers = [1, 2].map(() => new Worker(source, { workerData: { buffer: cells.buffer, cell } }));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  assert.equal(cells.read(cell), times);
  assert.equal(attach(cells.buffer).read(cell), times);
});
