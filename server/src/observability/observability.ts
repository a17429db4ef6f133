import { createMetrics } from '@agenticgen/metrics';
import type { RunEvent } from '@agenticgen/orchestrator';
import type { Logger } from 'pino';

export interface Observability {
  request(request: { method: string; route: string; status: number; durationMs: number }): void;
  modelCall(call: {
    modelId: string;
    outcome: string;
    inputTokens: number;
    outputTokens: number;
    durationMs: number;
  }): void;
  runEvent(event: RunEvent, run: { procedure: string }): void;
  estimate(estimate: { procedure: string; predictedMs: number; actualMs: number }): void;
  pool(change: { pool: string; size: number; busy: number; queued: number }): void;
  trouble(trouble: { act: string; error: unknown }): void;
  exposition(): string;
}

const MS_PER_SECOND = 1000;

/** Subscribes to what the others tell and turns it into metrics and log lines. Nobody depends on it. */
export function createObservability({ log }: { log: Logger }): Observability {
  const metrics = createMetrics();
  const requests = metrics.histogram({
    name: 'agenticgen_http_request_seconds',
    help: 'Time to the response head',
    labels: ['method', 'route', 'status'],
  });
  const calls = metrics.counter({
    name: 'agenticgen_model_calls_total',
    help: 'Calls of models',
    labels: ['outcome'],
  });
  const tokens = metrics.counter({ name: 'agenticgen_model_tokens_total', help: 'Tokens', labels: ['kind'] });
  const runs = metrics.counter({
    name: 'agenticgen_run_events_total',
    help: 'Events of runs that began, ended or were taken over',
    labels: ['procedure', 'type'],
  });
  const estimates = metrics.histogram({
    name: 'agenticgen_run_estimate_ratio',
    help: 'What a run took over what was expected of it: 1 is right',
    labels: ['procedure'],
    buckets: [0.1, 0.25, 0.5, 0.8, 0.9, 1.1, 1.25, 2, 4, 10],
  });
  const pools = metrics.gauge({
    name: 'agenticgen_pool_size',
    help: 'Workers of a pool of runs in this process',
    labels: ['pool'],
  });
  const memory = metrics.gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory' }).bind();
  const started = metrics
    .gauge({ name: 'process_start_time_seconds', help: 'Start, seconds since 1970' })
    .bind();
  started.set(performance.timeOrigin / MS_PER_SECOND);

  return {
    request: ({ method, route, status, durationMs }) =>
      requests.bind({ method, route, status: String(status) }).observe(durationMs / MS_PER_SECOND),
    modelCall({ outcome, inputTokens, outputTokens }) {
      calls.bind({ outcome }).inc();
      tokens.bind({ kind: 'input' }).inc(inputTokens);
      tokens.bind({ kind: 'output' }).inc(outputTokens);
    },
    runEvent(event, { procedure }) {
      if (event.type.startsWith('run.')) runs.bind({ procedure, type: event.type }).inc();
      if (event.type === 'run.failed')
        log.warn({ runId: event.runId, procedure, ...event.payload }, 'run failed');
    },
    estimate: ({ procedure, predictedMs, actualMs }) =>
      estimates.bind({ procedure }).observe(actualMs / Math.max(1, predictedMs)),
    pool: ({ pool, size }) => pools.bind({ pool }).set(size),
    trouble: ({ act, error }) => log.error({ act, err: error }, 'orchestrator trouble'),
    exposition() {
      memory.set(process.memoryUsage.rss());
      return metrics.exposition();
    },
  };
}
