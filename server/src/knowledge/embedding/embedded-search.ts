import type { Collection, Hit, Passage, Query, Search } from '@agenticgen/search';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../db/index.ts';
import type { Paying } from '../paid-step.ts';
import { collectionOf } from '../passages.ts';
import { findKept, forgetOthers, keepVectors, textHash } from './kept.ts';
import {
  type BaseVectors,
  type EmbeddingModel,
  findVectors,
  modelHash,
  type Vectors,
  vectorsOf,
} from './vectors.ts';

/** Questions whose vectors are remembered: the same one is asked of several bases, page after page. */
const MAX_QUESTIONS = 500;
/** Texts that are embedded before what came is written down. */
const SAVED_AT_ONCE = 256;
/** A base that changes its model while a document is written is followed so often. */
const MAX_ROUNDS = 5;
/** Collections of a base whose row is gone that are looked for. */
const MAX_GENERATIONS = 64;
const BASE = 'base-';

/** Makes vectors in the name of a base's workspace. Throws problems of models. */
export type EmbedFor = (
  baseId: string,
  model: EmbeddingModel,
  texts: readonly string[],
  paying: Paying,
) => Promise<Float32Array[]>;

export interface EmbeddedNeeds {
  search: Search;
  db: Database;
  embed: EmbedFor;
}

/** The search of bases, with what a change of their vectors needs besides. */
export interface EmbeddedSearch extends Search {
  /** Copies the passages of a document from the present vectors to those that are being made. False if there are none being made. */
  copy(baseId: string, documentId: string, paying: Paying): Promise<boolean>;
  /** Makes and keeps the vectors that passages of a document will need, so that writing them costs nothing. */
  embedAhead(baseId: string, documentId: string, passages: Passage[], paying: Paying): Promise<void>;
  /** Takes the collection of a generation away. */
  forget(baseId: string, generation: number): Promise<void>;
}

/**
 * Bases whose vectors a model makes look like all others: what is written is embedded, what is asked is embedded, and
 * while a base changes its model both collections are written and the old one answers. The engine knows of none of it.
 */
export function embeddedSearch({ search, db, embed }: EmbeddedNeeds): EmbeddedSearch {
  const closing = new AbortController();
  const stopping = closing.signal;
  const questions = new LRUCache<string, Float32Array>({ max: MAX_QUESTIONS });
  const settingsOf = async (baseId: string): Promise<BaseVectors> => vectorsOf(await findVectors(db, baseId));

  function collectionFor(baseId: string, { generation, model }: Vectors): Collection {
    return search.collection(nameOf(baseId, generation), model ? {} : { vectors: 'learned' });
  }

  async function withVectors(
    baseId: string,
    model: EmbeddingModel | null,
    documentId: string,
    passages: Passage[],
    paying: Paying,
  ): Promise<Passage[]> {
    if (model === null)
      return passages.some(({ vector }) => vector)
        ? passages.map(({ vector: _, ...passage }) => passage)
        : passages;
    const texts = passages.map(embedded);
    const hashes = texts.map(textHash);
    const place = { documentId, modelHash: modelHash(model) };
    const known = await findKept(db, place, [...new Set(hashes)]);
    const missing = [...new Map(hashes.map((hash, index) => [hash, texts[index] as string]))].filter(
      ([hash]) => !known.has(hash),
    );
    for (let at = 0; at < missing.length; at += SAVED_AT_ONCE) {
      const some = missing.slice(at, at + SAVED_AT_ONCE);
      const made = await embed(
        baseId,
        model,
        some.map(([, text]) => text),
        paying,
      );
      const fresh = new Map(some.map(([hash], index) => [hash, made[index] as Float32Array]));
      await keepVectors(db, place, fresh);
      for (const [hash, vector] of fresh) known.set(hash, vector);
    }
    return passages.map((passage, index) => ({ ...passage, vector: known.get(hashes[index] as string) }));
  }

  /** Acts on every collection of a base, also on one that appears meanwhile. */
  async function onAll(baseId: string, act: (vectors: Vectors) => Promise<void>): Promise<BaseVectors> {
    const done = new Set<number>();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const settings = await settingsOf(baseId);
      const { current, next } = settings;
      const left = (next ? [current, next] : [current]).filter(({ generation }) => !done.has(generation));
      if (left.length === 0) return settings;
      for (const vectors of left) {
        await act(vectors);
        done.add(vectors.generation);
      }
    }
    return settingsOf(baseId);
  }

  async function replace(baseId: string, documentId: string, passages: Passage[]): Promise<void> {
    const { current, next } = await onAll(baseId, async (vectors) => {
      const made = await withVectors(baseId, vectors.model, documentId, passages, { signal: stopping });
      await collectionFor(baseId, vectors).replaceDocument(documentId, made);
    });
    await forget(documentId, [current, next], passages);
  }

  /** Where no model makes vectors, there is nothing to forget that was not forgotten with the change. */
  async function forget(
    documentId: string,
    all: (Vectors | null)[],
    passages: readonly Passage[],
  ): Promise<void> {
    const models = all.flatMap((vectors) => vectors?.model ?? []);
    if (models.length === 0) return;
    await forgetOthers(
      db,
      documentId,
      models.map(modelHash),
      new Set(passages.map((one) => textHash(embedded(one)))),
    );
  }

  async function vectorOf(baseId: string, model: EmbeddingModel, text: string): Promise<Float32Array> {
    const key = `${modelHash(model)} ${text}`;
    const known = questions.get(key);
    if (known) return known;
    const [vector] = await embed(baseId, model, [text], { signal: stopping });
    if (!vector) throw new TypeError('Cannot embed question: no vector came');
    questions.set(key, vector);
    return vector;
  }

  async function asked(baseId: string, { model }: Vectors, query: Query): Promise<Query> {
    if (model === null || query.mode === 'keyword' || query.text === undefined || query.vector) return query;
    try {
      return { ...query, vector: await vectorOf(baseId, model, query.text) };
    } catch (error) {
      // Words are found without a provider; who asked for likeness alone is told.
      if (query.mode === 'vector') throw error;
      return { ...query, mode: 'keyword' };
    }
  }

  function wrapped(name: string): Collection {
    const baseId = name.slice(BASE.length);
    const present = async () => collectionFor(baseId, (await settingsOf(baseId)).current);
    return {
      name,
      async upsert(passages) {
        for (const [documentId, some] of Map.groupBy(passages, (passage) => passage.documentId))
          await onAll(baseId, async (vectors) => {
            const made = await withVectors(baseId, vectors.model, documentId, some, { signal: stopping });
            await collectionFor(baseId, vectors).upsert(made);
          });
      },
      replaceDocument: (documentId, passages) => replace(baseId, documentId, passages),
      async deleteDocument(documentId) {
        let gone = 0;
        await onAll(baseId, async (vectors) => {
          gone = Math.max(gone, await collectionFor(baseId, vectors).deleteDocument(documentId));
        });
        return gone;
      },
      get: async (ids) => (await present()).get(ids),
      listDocument: async (documentId) => (await present()).listDocument(documentId),
      count: async (filter) => (await present()).count(filter),
      async query(query, options): Promise<Hit[]> {
        const { current } = await settingsOf(baseId);
        const whole = await asked(baseId, current, query);
        return collectionFor(baseId, current).query(whole, options);
      },
      nearest: async (vectors, limit, filter) => (await present()).nearest(vectors, limit, filter),
      async compact() {
        await onAll(baseId, (vectors) => collectionFor(baseId, vectors).compact());
      },
    };
  }

  return {
    collection: (name, options) => (name.startsWith(BASE) ? wrapped(name) : search.collection(name, options)),
    async drop(name) {
      if (!name.startsWith(BASE)) return search.drop(name);
      const baseId = name.slice(BASE.length);
      const row = await findVectors(db, baseId);
      const last = row ? Math.max(row.generation, row.next_generation ?? 0) : MAX_GENERATIONS;
      for (let generation = 0; generation <= last; generation++)
        await search.drop(nameOf(baseId, generation));
    },
    async close() {
      closing.abort();
      await search.close();
    },
    forget: (baseId, generation) => search.drop(nameOf(baseId, generation)),
    async embedAhead(baseId, documentId, passages, paying) {
      const { current, next } = await settingsOf(baseId);
      for (const { model } of next ? [current, next] : [current])
        if (model) await withVectors(baseId, model, documentId, passages, paying);
    },
    async copy(baseId, documentId, paying) {
      for (;;) {
        const { current, next } = await settingsOf(baseId);
        if (!next) return false;
        const from = collectionFor(baseId, current);
        const passages = await from.listDocument(documentId);
        const made = await withVectors(baseId, next.model, documentId, passages, paying);
        await collectionFor(baseId, next).replaceDocument(documentId, made);
        // A version that came meanwhile has been written to both, and must not be undone by this one.
        const now = await from.listDocument(documentId);
        if (sameIds(passages, now)) return true;
      }
    },
  };
}

const nameOf = (baseId: string, generation: number) =>
  generation === 0 ? collectionOf(baseId) : `${collectionOf(baseId)}-g${generation}`;

/** What a model is given of a passage: its heading says what it is about. */
const embedded = ({ heading = '', text }: Pick<Passage, 'heading' | 'text'>) =>
  heading === '' ? text : `${heading}\n${text}`;

function sameIds(before: readonly { id: string }[], after: readonly { id: string }[]): boolean {
  return before.length === after.length && before.every(({ id }, index) => id === after[index]?.id);
}
