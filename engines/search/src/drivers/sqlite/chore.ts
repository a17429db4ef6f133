import type { DatabaseSync } from 'node:sqlite';
import { MIN_GRAPH, maxBeside } from './build-graph.ts';
import { isOf } from './graph.ts';
import { learningDue } from './learn.ts';
import { hasFormer } from './move.ts';
import { lastRemovalOf } from './passage-rows.ts';
import { prepared } from './prepared.ts';
import { readSettings } from './settings.ts';

/** What a collection needs besides its writes, in the order in which it is done. */
export const CHORES = ['move', 'clear', 'learn', 'graph'] as const;
export type Chore = (typeof CHORES)[number];

export function choreOf(db: DatabaseSync): Chore | undefined {
  if (readSettings(db).coming) return 'move';
  if (hasFormer(db)) return 'clear';
  if (learningDue(db) === 'beside') return 'learn';
  return isGraphDue(db) ? 'graph' : undefined;
}

/** Keys only rise, so that the distance between them is at least the number of vectors there. */
function isGraphDue(db: DatabaseSync): boolean {
  const { graph, epoch } = readSettings(db);
  const lastKey = Number(prepared(db, 'SELECT max(key) key FROM vectors').get()?.key ?? 0);
  if (graph && isOf(graph, epoch)) {
    const most = maxBeside(graph.count);
    return lastKey - graph.lastKey > most || lastRemovalOf(db) - graph.lastRemoval > most;
  }
  return (
    lastKey >= MIN_GRAPH &&
    Number(prepared(db, 'SELECT count(*) count FROM passages').get()?.count) >= MIN_GRAPH
  );
}
