import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createDirectory } from '../../lib/directory.ts';
import { METRICS, type Metric, prepare, similarity } from '../../lib/metric.ts';
import { random } from '../../testing/random.ts';
import { createGatherings } from './gathered.ts';
import { createFullVectors } from './resident.ts';
import type { Settings } from './settings.ts';

const WIDTH = 32;
const COUNT = 500;

function stored() {
  const next = random(3);
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE vectors (key INTEGER PRIMARY KEY, vector BLOB NOT NULL)');
  const directory = createDirectory();
  const vectors = new Map<number, Float32Array>();
  for (let key = 1; key <= COUNT; key++) {
    const vector = Float32Array.from({ length: WIDTH }, () => next() - 0.5);
    vectors.set(key, vector);
    db.prepare('INSERT INTO vectors VALUES (?, ?)').run(key, new Uint8Array(vector.buffer));
    directory.put(key, `d${key % 3}`, 1);
  }
  return { db, directory, vectors, query: Float32Array.from({ length: WIDTH }, () => next() - 0.5) };
}

const settingsOf = (metric: Metric) => ({ width: WIDTH, metric }) as Settings;

for (const metric of METRICS)
  test(`of the admitted vectors the nearest by ${metric} come with their true scores`, () => {
    const { db, directory, vectors, query } = stored();
    const admission = directory.admit(['d1']);
    const compare = similarity(metric);
    const expected = [...admission.keys()]
      .map((key) => ({
        key,
        score: compare(prepare(vectors.get(key) as Float32Array, metric), 0, prepare(query, metric)),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10);
    const gatherings = createGatherings(createFullVectors(db));
    for (const time of ['gathered', 'kept']) {
      const [found] = gatherings.nearestEach([query], 10, admission, 'd1', settingsOf(metric));
      assert.deepEqual(found, expected, time);
    }
    db.close();
  });

test('an admission of nothing finds nothing, and one of few finds all of them', () => {
  const { db, directory, query } = stored();
  const gatherings = createGatherings(createFullVectors(db));
  const none = directory.admit([]);
  assert.deepEqual(gatherings.nearestEach([query], 10, none, 'none', settingsOf('cosine')), [[]]);
  const few = directory.narrow(directory.everything(), [1, 2, 3]);
  assert.equal(gatherings.nearestEach([query], 10, few, 'few', settingsOf('cosine'))[0]?.length, 3);
  db.close();
});

test('many questions at once find what each finds alone', () => {
  const { db, directory, vectors } = stored();
  const gatherings = createGatherings(createFullVectors(db));
  const admission = directory.admit(['d1', 'd2']);
  const questions = [...vectors.values()].slice(0, 19);
  for (const metric of METRICS) {
    const settings = settingsOf(metric);
    const alone = questions.map((one) => gatherings.nearestEach([one], 7, admission, metric, settings)[0]);
    assert.deepEqual(gatherings.nearestEach(questions, 7, admission, metric, settings), alone);
  }
  db.close();
});
