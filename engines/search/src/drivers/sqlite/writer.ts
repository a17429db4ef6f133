// Everything that changes a collection, each act in a transaction of its own.
import type { DatabaseSync } from 'node:sqlite';
import { SearchError } from '../../lib/errors.ts';
import type { Passage } from '../../lib/passage.ts';
import type { CollectionOptions } from '../../lib/search.ts';
import { type Chore, choreOf } from './chore.ts';
import type { GraphMeta } from './graph.ts';
import { asSearchError } from './index-file.ts';
import { learn, learningDue, turnIntoLearned } from './learn.ts';
import { beginMove, clearSome, type Learned, moveSome } from './move.ts';
import { addPassages, lastRemovalOf, removeDocument, removePassage } from './passage-rows.ts';
import { forgetSetting, readSettings, writeSetting } from './settings.ts';

const IN_MEMORY = ':memory:';
/** Passages of a collection whose word index is written anew with each removal; larger ones are when it is quiet. */
const MAX_WIPED_AT_ONCE = 2_000;

export type Writer = {
  /** Makes a new collection what the options say; an old one keeps what it is, but for what can be made anew. */
  prepare(options: CollectionOptions): void;
  upsert(passages: Passage[]): void;
  replaceDocument(documentId: string, passages: Passage[]): void;
  /** Each whole or not at all, and all that are whole in one transaction. Answers what hindered each. */
  replaceDocuments(documents: readonly (readonly [documentId: string, passages: Passage[]])[]): unknown[];
  deleteDocument(documentId: string): number;
  /** What is due besides writes. */
  chore(): Chore | undefined;
  /** Takes a space that was learned meanwhile; vectors move into it step by step, and then it takes over. */
  beginMove(learned: Learned): void;
  moveSome(): void;
  /** Takes away some vectors of the former space. */
  clearSome(): void;
  graph(): GraphMeta | undefined;
  setGraph(graph: GraphMeta | undefined): void;
  /** Whether pages of the word index may still have words that were removed. */
  isWipingDue(): boolean;
  wipe(): void;
  /** Gives back the room of what was deleted. */
  shrink(): void;
};

export function createWriter(db: DatabaseSync, path: string): Writer {
  const write = <T>(act: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw asSearchError(error, path);
    }
  };
  const change = <T>(act: () => T): T => {
    const lastRemoval = lastRemovalOf(db);
    const result = write(() => {
      const done = act();
      const due = learningDue(db);
      // Without a file there is no other thread that could.
      if (due === 'now' || (due && path === IN_MEMORY)) learn(db, 'grown');
      return done;
    });
    if (lastRemovalOf(db) !== lastRemoval) {
      if (isSmall(db)) wipeWords(db);
      emptyLog(db);
    }
    return result;
  };

  const replace = (documentId: string, passages: Passage[]) => {
    removeDocument(db, documentId);
    for (const { id } of passages) removePassage(db, id);
    addPassages(db, passages);
  };

  return {
    prepare: (options) => write(() => settle(db, options)),
    upsert: (passages) =>
      change(() => {
        for (const { id } of passages) removePassage(db, id);
        addPassages(db, passages);
      }),
    replaceDocument: (documentId, passages) => change(() => replace(documentId, passages)),
    replaceDocuments(documents) {
      try {
        return change(() => documents.map(([id, passages]) => alone(db, path, () => replace(id, passages))));
      } catch (error) {
        return documents.map(() => error);
      }
    },
    deleteDocument: (documentId) => change(() => removeDocument(db, documentId)),
    chore: () => choreOf(db),
    beginMove: (learned) => write(() => beginMove(db, learned)),
    moveSome: () => write(() => moveSome(db)),
    clearSome: () => write(() => clearSome(db)),
    graph: () => readSettings(db).graph,
    setGraph: (graph) =>
      write(() => {
        if (graph) writeSetting(db, 'graph', JSON.stringify(graph));
        else forgetSetting(db, 'graph');
      }),
    isWipingDue: () => isWipingDue(db),
    wipe() {
      wipeWords(db);
      emptyLog(db);
    },
    shrink() {
      wipeWords(db);
      db.exec('VACUUM');
      emptyLog(db);
    },
  };
}

/** One act of several in a transaction: what it began is undone if it fails, the others stay. */
function alone(db: DatabaseSync, path: string, act: () => void): unknown {
  db.exec('SAVEPOINT alone');
  try {
    act();
    db.exec('RELEASE alone');
    return undefined;
  } catch (error) {
    db.exec('ROLLBACK TO alone; RELEASE alone');
    return asSearchError(error, path);
  }
}

const isSmall = (db: DatabaseSync) =>
  Number(db.prepare('SELECT count(*) count FROM passages').get()?.count) <= MAX_WIPED_AT_ONCE;

const isWipingDue = (db: DatabaseSync) => lastRemovalOf(db) > readSettings(db).wipedUntil;

/**
 * FTS5 takes removed words out of its pages at once (secure-delete), and still one in fifty stays readable where it
 * was the last of a page. Writing the word index anew leaves none.
 */
function wipeWords(db: DatabaseSync): void {
  const until = lastRemovalOf(db);
  db.exec(`BEGIN IMMEDIATE; INSERT INTO words (words) VALUES ('optimize')`);
  writeSetting(db, 'wipedUntil', until);
  db.exec('COMMIT');
}

/** How long readers that are in the middle of something are waited for: a query, or loading vectors at the start. */
const LOG_WAIT_MS = 2_000;

/** The log still has what was removed; a reader that takes longer keeps it so until the next time. */
function emptyLog(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${LOG_WAIT_MS}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 0`);
}

function settle(db: DatabaseSync, { vectors, metric }: CollectionOptions): void {
  const settings = readSettings(db);
  if (vectors === 'learned' && settings.vectors === 'given') {
    turnIntoLearned(db);
    return;
  }
  if (settings.width === undefined && metric) writeSetting(db, 'metric', metric);
  if (vectors !== 'given' || settings.vectors === 'given') return;
  throw new SearchError(
    'search_vectors_learned',
    'Cannot open collection with given vectors: it learns its own; open it with vectors "learned"',
  );
}
