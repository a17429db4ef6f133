export { attach, type Cells, createCells, MAX_CELLS } from './lib/cells.ts';
export { MetricsError } from './lib/errors.ts';
export {
  createMetrics,
  type Handle,
  type HistogramHandle,
  MAX_SERIES,
  type Metrics,
  type Options,
} from './lib/metrics.ts';
