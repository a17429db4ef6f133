import { dirname } from 'node:path';
import type { CollectionOptions } from '../../lib/search.ts';
import { type GraphMeta, isWhole, removeGraphs } from './graph.ts';
import { openIndexFile } from './index-file.ts';
import { holdLock } from './lock.ts';
import { createReader, type Reader } from './reader.ts';
import { createWriter, type Writer } from './writer.ts';

/** Everything a collection can do, synchronously: it runs in a worker. One process at a time has it. */
export type CollectionFile = Reader &
  Writer & {
    prepare(options: CollectionOptions): void;
    /** Takes a graph that was made meanwhile. */
    adopt(graph: GraphMeta): void;
    close(): void;
  };

export function openCollectionFile(path: string): CollectionFile {
  const isFile = path !== ':memory:';
  const lock = isFile ? holdLock(path) : undefined;
  try {
    const db = openIndexFile(path);
    const writer = createWriter(db, path);
    if (isFile) {
      if (writer.isWipingDue()) writer.wipe();
      const graph = writer.graph();
      // A graph that is not as it was written is left out, and made anew from the vectors.
      if (graph && !isWhole(dirname(path), graph)) writer.setGraph(undefined);
      removeGraphs(path, writer.graph()?.file);
    }
    return {
      ...writer,
      ...createReader(db, path, true),
      adopt(graph) {
        writer.setGraph(graph);
        removeGraphs(path, graph.file);
      },
      close() {
        db.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
