export const METRICS = ['cosine', 'dot', 'l2'] as const;
export type Metric = (typeof METRICS)[number];

/** A vector as it is kept and compared: of length 1 for cosine, so that it is a dot product. */
export function prepare(vector: Float32Array, metric: Metric): Float32Array {
  return metric === 'cosine' ? toLengthOne(vector) : vector;
}

/** How near two vectors are that were not prepared; `query` was. Larger is nearer. */
export function nearness(metric: Metric): (vector: Float32Array, query: Float32Array) => number {
  const compare = similarity(metric);
  return metric === 'cosine' ? cosine : (vector, query) => compare(vector, 0, query);
}

function cosine(vector: Float32Array, query: Float32Array): number {
  let [sum, square] = [0, 0];
  for (let at = 0; at < query.length; at++) {
    const value = vector[at] as number;
    sum += value * (query[at] as number);
    square += value * value;
  }
  return square > 0 && Number.isFinite(square) ? sum / Math.sqrt(square) : 0;
}

/** Larger is nearer. `cells` holds prepared vectors, of which one begins at `start`. L2 gives 1 / (1 + distance^2). */
export function similarity(
  metric: Metric,
): (cells: Float32Array, start: number, query: Float32Array) => number {
  return metric === 'l2' ? (cells, start, query) => 1 / (1 + distance(cells, start, query)) : dot;
}

function dot(cells: Float32Array, start: number, query: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < query.length; at++) sum += (cells[start + at] as number) * (query[at] as number);
  return sum;
}

function distance(cells: Float32Array, start: number, query: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < query.length; at++) {
    const apart = (cells[start + at] as number) - (query[at] as number);
    sum += apart * apart;
  }
  return sum;
}

function toLengthOne(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  return length > 0 && Number.isFinite(length)
    ? vector.map((value) => value / length)
    : new Float32Array(vector.length);
}
