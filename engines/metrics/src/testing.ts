import { createMetrics } from './lib/metrics.ts';

/** Real metrics with a reader of single values, for tests of what counts. */
export function metricsForTest() {
  const metrics = createMetrics();
  const value = (series: string): number | undefined => {
    const line = metrics
      .exposition()
      .split('\n')
      .find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };
  return { metrics, value };
}
