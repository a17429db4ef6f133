import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { metricsFaults } from '../../../../tools/test-servers/index.ts';
import { metricsForTest } from '../testing.ts';
import { attach, createCells, MAX_CELLS } from './cells.ts';
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

test('labels that are missing are empty, and those that were not declared are left out', () => {
  const metrics = createMetrics();
  const requests = metrics.counter({ name: 'requests_total', help: '', labels: ['method', 'status'] });
  requests.bind({ status: '200', userId: 'ann' }).inc();
  assert.match(metrics.exposition(), /^requests_total\{method="",status="200"\} 1$/m);
  assert.doesNotMatch(metrics.exposition(), /ann/);
});

test('bind() gives the same handle for the same labels, in any order', () => {
  const requests = createMetrics().counter({ name: 'requests_total', help: '', labels: ['a', 'b'] });
  assert.equal(requests.bind({ a: '1', b: '2' }), requests.bind({ b: '2', a: '1' }));
  assert.notEqual(requests.bind({ a: '1', b: '2' }), requests.bind({ a: '2', b: '1' }));
});

test('a label value that is "other" by itself counts with the others', () => {
  const metrics = createMetrics();
  const many = metrics.counter({ name: 'many_total', help: '', labels: ['id'] });
  many.bind({ id: 'other' }).inc();
  for (let id = 0; id < MAX_SERIES + 1; id++) many.bind({ id: String(id) }).inc();
  assert.match(metrics.exposition(), /^many_total\{id="other"\} 3$/m);
});

test('when all cells are taken, bind() shares a series and never throws', () => {
  const metrics = createMetrics();
  const families = Array.from({ length: 20 }, (_, index) =>
    metrics.histogram({ name: `seconds_${index}`, help: '', labels: ['id'] }),
  );
  for (const family of families)
    for (let id = 0; id < MAX_SERIES; id++) family.bind({ id: String(id) }).observe(1);
  const counts = metrics
    .exposition()
    .split('\n')
    .filter((line) => /^seconds_19_count/.test(line));
  const total = counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  assert.equal(total, MAX_SERIES);
});

test('declaring more than there are cells for fails where it is declared', () => {
  const metrics = createMetrics();
  const declare = () => {
    for (let index = 0; index <= MAX_CELLS; index++) metrics.gauge({ name: `gauge_${index}`, help: '' });
  };
  assert.throws(declare, { code: 'cells_used_up' });
});

test('a counter never falls', () => {
  const metrics = createMetrics();
  const counter = metrics.counter({ name: 'jobs_total', help: '' }).bind();
  counter.inc(5);
  for (const amount of [-3, Number.NaN, 0]) counter.inc(amount);
  assert.match(metrics.exposition(), /^jobs_total 5$/m);
});

test('a histogram counts a value on a bound, none that is no number, and one past all bounds', () => {
  const metrics = createMetrics();
  const seconds = metrics.histogram({ name: 'seconds', help: '', buckets: [0.1, 1] }).bind();
  for (const value of [0.1, 1, Number.NaN, Number.POSITIVE_INFINITY, -1]) seconds.observe(value);
  const text = metrics.exposition();
  assert.match(text, /^seconds_bucket\{le="0\.1"\} 2$/m);
  assert.match(text, /^seconds_bucket\{le="1"\} 3$/m);
  assert.match(text, /^seconds_bucket\{le="\+Inf"\} 4$/m);
  assert.match(text, /^seconds_sum \+Inf$/m);
});

test('numbers of any size are written so that Prometheus reads them', async () => {
  const metrics = createMetrics();
  const gauge = metrics.gauge({ name: 'gauge', help: 'Any number', labels: ['n'] });
  const values = [0, -0, 1e21, 1e-9, -5.25, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  for (const [index, value] of values.entries()) gauge.bind({ n: String(index) }).set(value);
  const written = metrics
    .exposition()
    .split('\n')
    .filter((line) => line.startsWith('gauge{'))
    .map((line) => line.split(' ')[1]);
  assert.deepEqual(written, ['0', '0', '1e+21', '1e-9', '-5.25', '+Inf', '-Inf', 'NaN']);
  assert.equal(await metricsFaults(metrics.exposition()), '');
});

test('a metric that was declared but never bound is left out', () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'quiet_total', help: 'Quiet', labels: ['a'] });
  assert.equal(metrics.exposition(), '');
});

test('metricsForTest() reads the value of one series', () => {
  const { metrics, value } = metricsForTest();
  metrics
    .counter({ name: 'a_total', help: '', labels: ['x'] })
    .bind({ x: '1' })
    .inc(2);
  assert.equal(value('a_total{x="1"}'), 2);
  assert.equal(value('a_total{x="2"}'), undefined);
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
