export const METRICS = ['cosine', 'dot', 'l2'] as const;
export type Metric = (typeof METRICS)[number];

/** A vector as it is kept and compared: of length 1 for cosine, so that it is a dot product. */
export function prepare(vector: Float32Array, metric: Metric): Float32Array {
  return metric === 'cosine' ? toLengthOne(vector) : vector;
}

/** Larger is nearer. `cells` holds prepared vectors, of which one begins at `start`. L2 gives 1 / (1 + distance^2). */
export function similarity(
  metric: Metric,
): (cells: Float32Array, start: number, query: Float32Array) => number {
  return metric === 'l2' ? (cells, start, query) => 1 / (1 + distance(cells, start, query)) : dot;
}

/** Four sums, so that one addition need not wait for the one before. */
function dot(cells: Float32Array, start: number, query: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const even = query.length & ~3;
  for (let at = 0; at < even; at += 4) {
    const place = start + at;
    first += (cells[place] as number) * (query[at] as number);
    second += (cells[place + 1] as number) * (query[at + 1] as number);
    third += (cells[place + 2] as number) * (query[at + 2] as number);
    fourth += (cells[place + 3] as number) * (query[at + 3] as number);
  }
  for (let at = even; at < query.length; at++) first += (cells[start + at] as number) * (query[at] as number);
  return first + second + (third + fourth);
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
  const made = new Float32Array(vector.length);
  const length = Math.sqrt(dot(vector, 0, vector));
  if (length > 0 && Number.isFinite(length))
    for (let at = 0; at < vector.length; at++) made[at] = (vector[at] as number) / length;
  return made;
}
