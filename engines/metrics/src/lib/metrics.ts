import { type Cells, createCells } from './cells.ts';
import { MetricsError } from './errors.ts';
import { type Family, render, type Series } from './exposition.ts';

/**
 * Combinations of labels that one metric may have. Further ones, and those that find no cell free, share one
 * series with the label values "other".
 */
export const MAX_SERIES = 300;
/** Upper bounds in seconds, for things between a request and a model call. */
const DEFAULT_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** The label values of the series that takes what has none of its own. */
const OTHER = 'other';
/** Stands in no sensible label value. */
const SEPARATOR = '\u0000';
const NAME = /^[a-z_][a-z0-9_]*$/;

export interface Options {
  name: string;
  help: string;
  labels?: readonly string[];
}

type Labels = Record<string, string>;

/** A number for one combination of labels, looked up once. */
export interface Handle {
  inc(amount?: number): void;
  set(value: number): void;
}

export interface HistogramHandle {
  observe(value: number): void;
}

export interface Metrics {
  /** Throws `metric_name_invalid`, `metric_exists` or `cells_used_up`, like the two below. `bind` never throws. */
  counter(options: Options): { bind(labels?: Labels): Pick<Handle, 'inc'> };
  gauge(options: Options): { bind(labels?: Labels): Handle };
  /** `buckets` are upper bounds, ascending, without infinity. */
  histogram(options: Options & { buckets?: readonly number[] }): { bind(labels?: Labels): HistogramHandle };
  /** Prometheus text format 0.0.4. */
  exposition(): string;
  /** For threads: see `attach`. */
  buffer: SharedArrayBuffer;
}

interface Declared<H> {
  family: Family;
  bind(labels?: Labels): H;
}

export function createMetrics(): Metrics {
  const cells = createCells();
  const families = new Map<string, Family>();

  const takeCells = (count: number) => Array.from({ length: count }, () => cells.take());

  function declare<H>(family: Family, width: number, handle: (series: Series) => H): Declared<H> {
    if (![family.name, ...family.labels].every((name) => NAME.test(name))) {
      throw new MetricsError(
        'metric_name_invalid',
        `Cannot declare metric: "${family.name}" or a label is not a plain name`,
      );
    }
    if (families.has(family.name)) {
      throw new MetricsError('metric_exists', `Cannot declare metric: ${family.name} exists already`);
    }
    families.set(family.name, family);
    // Taken now, so that declaring too much fails at the start and `bind` on a request never does.
    const spare = takeCells(width);
    const handles = new Map<string, H>();

    function add(key: string, values: readonly string[], own: readonly number[]): H {
      const series = { values, cells: own };
      family.series.push(series);
      const made = handle(series);
      handles.set(key, made);
      return made;
    }

    const bind = (labels: Labels = {}): H => {
      const values = family.labels.map((label) => labels[label] ?? '');
      const key = values.join(SEPARATOR);
      const found = handles.get(key);
      if (found) return found;
      const isOpen = family.series.length < MAX_SERIES && cells.has(width);
      if (values.length > 0 && values.some((value) => value !== OTHER) && isOpen)
        return add(key, values, takeCells(width));
      const others = values.map(() => OTHER);
      const otherKey = others.join(SEPARATOR);
      return handles.get(otherKey) ?? add(otherKey, others, spare);
    };
    return { family, bind };
  }

  const family = (type: Family['type'], options: Options, buckets: readonly number[] = []): Family => {
    const { name, help, labels = [] } = options;
    return { type, name, help, labels, buckets, series: [] };
  };

  return {
    buffer: cells.buffer,
    counter: (options) => declare(family('counter', options), 1, (series) => rising(cells, series)),
    gauge: (options) => declare(family('gauge', options), 1, (series) => single(cells, series)),
    histogram: ({ buckets = DEFAULT_BUCKETS, ...options }) =>
      declare(family('histogram', options, buckets), buckets.length + 2, (series) =>
        observer(cells, series, buckets),
      ),
    exposition: () => render([...families.values()], cells),
  };
}

/** A counter only rises: readers take a fall for a restart. */
function rising(cells: Cells, { cells: [cell = 0] }: Series): Pick<Handle, 'inc'> {
  return {
    inc(amount = 1) {
      if (amount > 0) cells.add(cell, amount);
    },
  };
}

function single(cells: Cells, { cells: [cell = 0] }: Series): Handle {
  return { inc: (amount = 1) => cells.add(cell, amount), set: (value) => cells.set(cell, value) };
}

/** Cells: one for each bucket, then the count, then the sum. Buckets are made cumulative when they are read. */
function observer(cells: Cells, series: Series, buckets: readonly number[]): HistogramHandle {
  const [count, sum] = series.cells.slice(-2) as [number, number];
  return {
    observe(value) {
      if (Number.isNaN(value)) return;
      const bucket = buckets.findIndex((bound) => value <= bound);
      if (bucket >= 0) cells.add(series.cells[bucket] as number, 1);
      cells.add(count, 1);
      cells.add(sum, value);
    },
  };
}
