// Many questions, and what is nearest to each, as few flat arrays: what crosses between threads is copied as it is,
// where thousands of small objects would each be taken apart and put together.
import type { Neighbour } from '../../lib/search.ts';

export type PackedVectors = { cells: Float32Array; count: number };
/** `names` are id and document of all neighbours in turn; no id has a NUL. */
export type PackedNeighbours = { names: string; scores: Float64Array; counts: Uint32Array };

const BETWEEN = '\0';

/** Vectors of one width. */
export function packVectors(vectors: readonly Float32Array[]): PackedVectors {
  const width = vectors[0]?.length ?? 0;
  const cells = new Float32Array(vectors.length * width);
  for (const [at, vector] of vectors.entries()) cells.set(vector, at * width);
  return { cells, count: vectors.length };
}

export function unpackVectors({ cells, count }: PackedVectors): Float32Array[] {
  const width = cells.length / count;
  return Array.from({ length: count }, (_, at) => cells.subarray(at * width, (at + 1) * width));
}

export function packNeighbours(answers: readonly (readonly Neighbour[])[]): PackedNeighbours {
  const counts = Uint32Array.from(answers, ({ length }) => length);
  const all = answers.flat();
  const names: string[] = [];
  for (const { id, documentId } of all) names.push(id, documentId);
  return { names: names.join(BETWEEN), scores: Float64Array.from(all, ({ score }) => score), counts };
}

export function unpackNeighbours({ names, scores, counts }: PackedNeighbours): Neighbour[][] {
  const parts = names.split(BETWEEN);
  let at = 0;
  return Array.from(counts, (count) =>
    Array.from({ length: count }, () => {
      const place = at++;
      return {
        id: parts[place * 2] as string,
        documentId: parts[place * 2 + 1] as string,
        score: scores[place] as number,
      };
    }),
  );
}
