import type { IndexOptions } from './index-options.ts';
import type { Metric } from './metric.ts';
import type { Passage, StoredPassage } from './passage.ts';
import type { Filter, Hit, Query, QueryOptions } from './query.ts';

export type CollectionOptions = {
  /**
   * Where vectors come from. `given` (by default): each passage and question brings its own. `learned`: the
   * collection makes them from its own words, and makes them anew from the stored texts whenever it has learned more;
   * a collection with given vectors becomes a learned one when it is opened so.
   */
  vectors?: 'given' | 'learned';
  /** Of given vectors; cosine by default. Kept from the first passage on. */
  metric?: Metric;
  /** Of the graph that is made over many vectors. */
  index?: IndexOptions;
};

/** `score` is the likeness of the collection's metric. */
export type Neighbour = { id: string; documentId: string; score: number };

/** A named set of passages with vectors of one width, set by the first passage. */
export type Collection = {
  readonly name: string;
  /** Adds passages, and replaces those whose id is known. All or nothing; durable when resolved. */
  upsert(passages: Passage[]): Promise<void>;
  /** Takes the old passages of the document out and puts the new ones in, at once for every reader. */
  replaceDocument(documentId: string, passages: Passage[]): Promise<void>;
  /** Resolves with the number of passages that are gone. */
  deleteDocument(documentId: string): Promise<number>;
  /** Those that exist, in the order of `ids`. */
  get(ids: string[]): Promise<StoredPassage[]>;
  /** In the order in which they were added. */
  listDocument(documentId: string): Promise<StoredPassage[]>;
  /** Passages in the collection, or those of the filter; context counts where there is no filter. */
  count(filter?: Filter): Promise<number>;
  /** Best first; equal scores in the order of ids. */
  query(query: Query, options?: QueryOptions): Promise<Hit[]>;
  /** The passages nearest to each of many vectors at once, without their texts. */
  nearest(vectors: Float32Array[], limit: number, filter?: Filter): Promise<Neighbour[][]>;
  /** Makes the graph over the vectors anew and gives back the room of what was deleted. */
  compact(): Promise<void>;
};

export type Search = {
  /** Opens, or makes, the collection at its first use. */
  collection(name: string, options?: CollectionOptions): Collection;
  /** Deletes the collection, a damaged one as well; one that does not exist is no error. */
  drop(name: string): Promise<void>;
  /** Finishes what was begun, then refuses with `search_closed`. */
  close(): Promise<void>;
};
