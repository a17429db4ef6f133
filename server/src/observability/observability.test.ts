import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { RunEvent } from '@agenticgen/orchestrator';
import { pino } from 'pino';
import { metricsFaults } from '../../../tools/test-servers/index.ts';
import { createObservability } from './observability.ts';

function setUp() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const observability = createObservability({ log: pino({ base: null }, sink) });
  const value = (series: string): number | undefined => {
    const line = observability
      .exposition()
      .split('\n')
      .find((text) => text.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };
  return { observability, lines, value };
}

const runEvent = (type: string, payload: object = {}): RunEvent =>
  ({ runId: 'r1', sequence: 1, at: 1, type, step: null, attempt: 1, payload }) as RunEvent;

const get = { method: 'GET', route: '/lamps/:id', status: 200 };

test('a request counts under its method, route and status, in seconds', () => {
  const { observability, value } = setUp();
  observability.request({ ...get, durationMs: 20 });
  observability.request({ ...get, durationMs: 2_000 });
  observability.request({ ...get, status: 404, durationMs: 1 });
  const series = (name: string, more = '') =>
    `agenticgen_http_request_seconds_${name}{method="GET",route="/lamps/:id",status="200"${more}}`;
  assert.equal(value(series('count')), 2);
  assert.equal(value(series('sum')), 2.02);
  assert.equal(value(series('bucket', ',le="0.025"')), 1);
  assert.equal(value(series('bucket', ',le="2.5"')), 2);
});

test('a call of a model counts by its outcome and tokens, and not by who or which', () => {
  const { observability, value } = setUp();
  const call = { modelId: 'm-secret', outcome: 'ok', inputTokens: 100, outputTokens: 7, durationMs: 1 };
  observability.modelCall(call);
  observability.modelCall({ ...call, outcome: 'failed', inputTokens: 50, outputTokens: 0 });
  assert.equal(value('agenticgen_model_calls_total{outcome="ok"}'), 1);
  assert.equal(value('agenticgen_model_calls_total{outcome="failed"}'), 1);
  assert.equal(value('agenticgen_model_tokens_total{kind="input"}'), 150);
  assert.equal(value('agenticgen_model_tokens_total{kind="output"}'), 7);
  assert.doesNotMatch(observability.exposition(), /m-secret/);
});

test('beginnings and ends of runs count; what a procedure says does not', () => {
  const { observability, value } = setUp();
  observability.runEvent(runEvent('run.started'), { procedure: 'chat.turn' });
  observability.runEvent(runEvent('run.finished'), { procedure: 'chat.turn' });
  observability.runEvent(runEvent('text.delta', { text: 'hello' }), { procedure: 'chat.turn' });
  observability.runEvent(runEvent('step.finished'), { procedure: 'chat.turn' });
  assert.equal(value('agenticgen_run_events_total{procedure="chat.turn",type="run.started"}'), 1);
  assert.equal(value('agenticgen_run_events_total{procedure="chat.turn",type="run.finished"}'), 1);
  assert.doesNotMatch(observability.exposition(), /delta|step\.|hello/);
});

test('a run that fails and trouble of the engine are lines in the log, with their cause', () => {
  const { observability, lines } = setUp();
  observability.runEvent(runEvent('run.failed', { code: 'model_failed' }), { procedure: 'chat.turn' });
  observability.trouble({ act: 'write to run r1', error: new RangeError('database away') });
  const [failed, trouble] = lines;
  assert.deepEqual([failed?.runId, failed?.code, failed?.msg], ['r1', 'model_failed', 'run failed']);
  assert.deepEqual([trouble?.act, trouble?.level], ['write to run r1', 50]);
  assert.match(JSON.stringify(trouble), /database away/);
});

test('the text is faultless before the first request and after many, whatever the labels hold', async () => {
  const { observability, value } = setUp();
  assert.equal(await metricsFaults(observability.exposition()), '');
  assert.ok((value('process_resident_memory_bytes') ?? 0) > 1_000_000);
  const started = value('process_start_time_seconds') ?? 0;
  assert.ok(Math.abs(started - performance.timeOrigin / 1_000) < 1);
  observability.request({ method: 'GET', route: '/"odd"\\\n中文', status: 200, durationMs: 1 });
  assert.equal(await metricsFaults(observability.exposition()), '');
});

test('labels are bounded: however many come, the series do not grow without end', () => {
  const { observability } = setUp();
  for (let count = 0; count < 5_000; count++) {
    observability.request({ ...get, route: `/made-up/${count}`, durationMs: 1 });
    observability.runEvent(runEvent('run.started'), { procedure: `made-up-${count}` });
    observability.modelCall({
      modelId: 'm',
      outcome: `made-up-${count}`,
      inputTokens: 1,
      outputTokens: 1,
      durationMs: 1,
    });
  }
  const lines = observability.exposition().split('\n');
  assert.ok(lines.length < 10_000, `${lines.length} lines`);
  assert.ok(lines.some((line) => line.includes('route="other"')));
  const total = lines
    .filter((line) => line.startsWith('agenticgen_http_request_seconds_count'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  assert.equal(total, 5_000, 'none is lost');
});

test('estimates are told by how far they were off, and pools by their size', async () => {
  const { observability } = setUp();
  observability.estimate({ procedure: 'p', predictedMs: 1_000, actualMs: 1_050 });
  observability.estimate({ procedure: 'p', predictedMs: 1_000, actualMs: 9_000 });
  observability.pool({ pool: 'agent:x', size: 3, busy: 3, queued: 1 });
  const text = observability.exposition();
  assert.match(text, /agenticgen_run_estimate_ratio_bucket\{procedure="p",le="1.1"\} 1/);
  assert.match(text, /agenticgen_run_estimate_ratio_count\{procedure="p"\} 2/);
  assert.match(text, /agenticgen_pool_size\{pool="agent:x"\} 3/);
  assert.equal(await metricsFaults(text), '');
});
