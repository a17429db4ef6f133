// What a collection remembers of itself, beside its passages.
import type { DatabaseSync } from 'node:sqlite';
import { LANGUAGES, type Language } from '../../lib/language.ts';
import { METRICS, type Metric } from '../../lib/metric.ts';
import type { GraphMeta } from './graph.ts';
import { prepared } from './prepared.ts';

export type Settings = {
  /** Fixed by the first vector and kept even when the last passage goes. */
  width: number | undefined;
  vectors: 'given' | 'learned';
  metric: Metric;
  languages: Language[];
  /** Rises whenever all vectors were made anew. */
  epoch: number;
  /** Passages that there were when the latent space was learned. */
  learnedAt: number;
  /** The last key that there was then. */
  learnedKey: number;
  /** A space that was learned, and that vectors are being moved into. */
  coming: Coming | undefined;
  graph: GraphMeta | undefined;
  /** The last removal whose words are surely in no page of the word index. */
  wipedUntil: number;
};

export type Coming = {
  epoch: number;
  learnedAt: number;
  learnedKey: number;
  /** The last key of before; later ones are written for both spaces. */
  moveTo: number;
  /** The last key that was moved. */
  moved: number;
};

export function readSettings(db: DatabaseSync): Settings {
  const rows = new Map(
    prepared(db, 'SELECT name, value FROM settings')
      .all()
      .map(({ name, value }) => [String(name), String(value)]),
  );
  const width = rows.get('width');
  const graph = rows.get('graph');
  const coming = rows.get('coming');
  return {
    width: width === undefined ? undefined : Number(width),
    vectors: rows.get('vectors') === 'learned' ? 'learned' : 'given',
    metric: METRICS.find((metric) => metric === rows.get('metric')) ?? 'cosine',
    languages: LANGUAGES.filter((language) => rows.get('languages')?.split(' ').includes(language)),
    epoch: Number(rows.get('epoch') ?? 0),
    learnedAt: Number(rows.get('learnedAt') ?? 0),
    learnedKey: Number(rows.get('learnedKey') ?? 0),
    coming: coming === undefined ? undefined : JSON.parse(coming),
    graph: graph === undefined ? undefined : JSON.parse(graph),
    wipedUntil: Number(rows.get('wipedUntil') ?? 0),
  };
}

export function writeSetting(db: DatabaseSync, name: keyof Settings, value: string | number): void {
  prepared(db, 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, String(value));
}

export function forgetSetting(db: DatabaseSync, name: keyof Settings): void {
  prepared(db, 'DELETE FROM settings WHERE name = ?').run(name);
}

/** Languages are only added: a query asks for the forms of each. */
export function addLanguages(db: DatabaseSync, languages: readonly Language[]): void {
  const known = readSettings(db).languages;
  const all = new Set([...known, ...languages]);
  if (all.size > known.length) writeSetting(db, 'languages', [...all].join(' '));
}
