// The vectors and ids of a graph once more in memory, filled once and shared by all readers: an answer is then chosen
// from the finds of the graph without asking the file for each of them. Whoever has none asks the file.
import { DatabaseSync } from 'node:sqlite';
import { prepare, similarity } from '../../lib/metric.ts';
import { foundFor, type GraphMeta } from './graph.ts';
import type { InvertedLists } from './inverted-lists.ts';
import { makeLists } from './make-lists.ts';
import { prepared } from './prepared.ts';
import { readSettings, type Settings } from './settings.ts';

export type Resident = {
  /** The graph that it belongs to. */
  file: string;
  checksum: number;
  /** Ascending; what follows has its rows in this order. */
  keys: Uint32Array;
  /** Prepared vectors side by side. */
  cells: Float32Array;
  /** Id and document of each row, with a NUL between, from `starts[row]` on. */
  names: Uint8Array;
  starts: Uint32Array;
  /** Where they do better than the graph. */
  lists?: InvertedLists;
};

/** A row without its vector: its key, where its names begin, and two ids of usual length. */
const ROW_BYTES = 88;
/** Neighbours that lists are chosen for. */
const USUAL_LIMIT = 10;
const FIRST_NAMES_BYTES = 1 << 16;
/** UTF-8 has at most three bytes for each unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

/** `undefined` where there is no graph whose finds are compared again, or no room. */
export function loadResident(path: string, maxBytes: number): Resident | undefined {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.exec('BEGIN');
    const { graph, metric, width = 1, epoch } = readSettings(db);
    if (graph?.precision !== 'i8' || graph.epoch !== epoch) return undefined;
    const rows = `FROM vectors JOIN passages USING (key) WHERE vectors.key <= ${graph.lastKey}`;
    const count = Number(db.prepare(`SELECT count(*) count ${rows}`).get()?.count);
    if (count * (width * (Float32Array.BYTES_PER_ELEMENT + 1) + ROW_BYTES) > maxBytes) return undefined;
    const resident = emptyResident(graph, count, width);
    const names = growingBytes();
    let row = 0;
    for (const { key, vector, id, document_id } of db
      .prepare(`SELECT vectors.key, vector, id, document_id ${rows} ORDER BY vectors.key`)
      .iterate()) {
      resident.keys[row] = Number(key);
      resident.cells.set(prepare(toVector(vector as Uint8Array), metric), row * width);
      resident.starts[row + 1] = names.append(`${id}\0${document_id}`);
      row++;
    }
    const lists = makeLists({ ...resident, width }, graph.recall, foundFor(graph.precision, USUAL_LIMIT));
    return { ...resident, names: names.shared(), ...(lists ? { lists } : {}) };
  } finally {
    db.close();
  }
}

function emptyResident({ file, checksum }: GraphMeta, count: number, width: number) {
  return {
    file,
    checksum,
    keys: new Uint32Array(new SharedArrayBuffer(count * Uint32Array.BYTES_PER_ELEMENT)),
    cells: new Float32Array(new SharedArrayBuffer(count * width * Float32Array.BYTES_PER_ELEMENT)),
    starts: new Uint32Array(new SharedArrayBuffer((count + 1) * Uint32Array.BYTES_PER_ELEMENT)),
  };
}

export function residentBytes({ keys, cells, names, starts, lists }: Resident): number {
  const inLists = lists ? keys.byteLength + keys.length * lists.width : 0;
  return keys.byteLength + cells.byteLength + names.byteLength + starts.byteLength + inLists;
}

function growingBytes() {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(FIRST_NAMES_BYTES);
  let end = 0;
  return {
    /** Where the bytes end now. */
    append(text: string): number {
      while (bytes.length - end < text.length * MAX_BYTES_PER_UNIT) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      end += encoder.encodeInto(text, bytes.subarray(end)).written;
      return end;
    },
    shared(): Uint8Array {
      const whole = new Uint8Array(new SharedArrayBuffer(end));
      whole.set(bytes.subarray(0, end));
      return whole;
    },
  };
}

export type Place = { id: string; documentId: string };

/** Whole vectors by key, from memory where they are there and from the file where not. */
export type FullVectors = {
  /** Belongs to the graph of the moment, or is not used. */
  share(resident: Resident | undefined): void;
  /** As it was given. */
  get(key: number): Float32Array | undefined;
  /** Made ready for comparing; not to be written into. */
  prepared(key: number, settings: Settings): Float32Array | undefined;
  /** The likeness to a prepared question. */
  score(key: number, question: Float32Array, settings: Settings): number | undefined;
  /** What is known without asking the file. */
  placeOf(key: number): Place | undefined;
  lists(): InvertedLists | undefined;
};

export function createFullVectors(db: DatabaseSync): FullVectors {
  let resident: Resident | undefined;
  let names: Buffer | undefined;

  const get = (key: number) => {
    const bytes = prepared(db, 'SELECT vector FROM vectors WHERE key = ?').get(key)?.vector;
    return bytes === undefined ? undefined : toVector(bytes as Uint8Array);
  };
  const rowOf = (key: number): number => (resident ? find(resident.keys, key) : -1);
  const ready = (key: number, { width = 1, metric }: Settings): Float32Array | undefined => {
    const row = rowOf(key);
    if (resident && row >= 0) return resident.cells.subarray(row * width, (row + 1) * width);
    const vector = get(key);
    return vector && prepare(vector, metric);
  };
  return {
    share(shared) {
      resident = shared;
      names = shared && Buffer.from(shared.names.buffer, shared.names.byteOffset, shared.names.byteLength);
    },
    get,
    lists: () => resident?.lists,
    prepared: ready,
    score(key, question, settings) {
      const compare = similarity(settings.metric);
      const row = rowOf(key);
      if (resident && row >= 0) return compare(resident.cells, row * question.length, question);
      const vector = ready(key, settings);
      return vector && compare(vector, 0, question);
    },
    placeOf(key) {
      const row = rowOf(key);
      if (!resident || !names || row < 0) return undefined;
      const name = names.toString('utf8', resident.starts[row], resident.starts[row + 1]);
      const end = name.indexOf('\0');
      return { id: name.slice(0, end), documentId: name.slice(end + 1) };
    },
  };
}

/** The place of a number in an ascending list, or -1. */
function find(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] as number;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** SQLite's bytes need not lie where four-byte numbers may: then they are copied. */
export function toVector({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  const isAligned = byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  return isAligned
    ? new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT)
    : new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
