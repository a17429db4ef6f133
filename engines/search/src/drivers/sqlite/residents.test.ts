import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection, Outgoing } from './connection.ts';
import type { Resident } from './resident.ts';
import { createResidents } from './residents.ts';

const shared = (count: number) => new Uint32Array(new SharedArrayBuffer(count * 4));
const residentOf = (file: string, cells: number): Resident => ({
  file,
  checksum: 1,
  keys: shared(0),
  cells: new Float32Array(new SharedArrayBuffer(cells * 4)),
  names: new Uint8Array(new SharedArrayBuffer(0)),
  starts: shared(0),
});

function threads(made: (path: string, maxBytes: number) => Resident | undefined, areStarted = true) {
  const told: Outgoing[] = [];
  const connection = (answer: (request: Outgoing) => unknown): Connection => ({
    ask: async (request) => answer(request),
    pending: () => 0,
    isStarted: () => areStarted,
    close: async () => undefined,
    stop: async () => undefined,
  });
  const builder = connection((asked) =>
    asked.kind === 'reside' ? made(asked.path, asked.maxBytes) : undefined,
  );
  const readers = [1, 2].map(() => connection((request) => void told.push(request)));
  return { builder, readers, told };
}

test('what was made goes to every reader, and to those that start later', async () => {
  const resident = residentOf('c.1.hnsw', 10);
  const { builder, readers, told } = threads(() => resident);
  const residents = createResidents(builder, () => readers, 100);
  await residents.refresh('c', () => true);
  const share = { kind: 'share', path: 'c', resident };
  assert.deepEqual(told, [share, share]);
  assert.deepEqual(residents.greetings(), [share]);
  residents.forget('c');
  assert.deepEqual(residents.greetings(), []);
});

test('a reader that has not started is greeted, not woken', async () => {
  const { builder, readers, told } = threads(() => residentOf('c.1.hnsw', 1), false);
  const residents = createResidents(builder, () => readers, 100);
  await residents.refresh('c', () => true);
  assert.deepEqual(told, []);
  assert.equal(residents.greetings().length, 1);
});

test('room is shared by all collections, and what a former graph took is free again', async () => {
  const asked: [string, number][] = [];
  const { builder, readers } = threads((path, maxBytes) => {
    asked.push([path, maxBytes]);
    return residentOf(path, 10);
  });
  const residents = createResidents(builder, () => readers, 100);
  await residents.refresh('a', () => true);
  await residents.refresh('b', () => true);
  await residents.refresh('a', () => true);
  await residents.refresh('c', () => true);
  assert.deepEqual(asked, [
    ['a', 100],
    ['b', 60],
    ['a', 60],
    ['c', 20],
  ]);
  assert.deepEqual(
    residents.greetings().map((greeting) => 'path' in greeting && greeting.path),
    ['b', 'a'],
  );
});

test('what was made for a collection that is another by now is left out', async () => {
  const { builder, readers, told } = threads(() => residentOf('c.1.hnsw', 1));
  const residents = createResidents(builder, () => readers, 100);
  await residents.refresh('c', () => false);
  assert.deepEqual([told, residents.greetings()], [[], []]);
});
