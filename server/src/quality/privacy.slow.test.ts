// Two people, ten thousand documents, grants by chance: no set, import, suggestion or measurement tells of the other's.
import assert from 'node:assert/strict';
import { grant } from '../access/index.ts';
import { findBase, pageOfDocuments } from '../knowledge/index.ts';
import { type Made, privateWorld } from '../knowledge/testing.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { readImport } from './import.ts';
import { judge } from './judge.ts';
import { seenExpectations } from './queries.ts';
import { addQuestions, createSet } from './sets.ts';
import { suggestQuestions } from './suggest.ts';

const QUESTIONS = 20;
const EXPECTED = 6;

onBothDatabases('question sets show and count what the person sees, and nothing else', async ({ db }) => {
  const seed = Date.now() % 1e9;
  const { below, ada, bob, bases, documents } = await privateWorld(db, seed);
  const runtime = testRuntime(Date.now());
  const passages = async (_: unknown, documentId: string) => {
    const secret = documents.find(({ id }) => id === documentId)?.secret ?? '';
    const place = { page: null, start: 0, end: 1, version: 1 };
    return [{ id: `${documentId}.0`, documentId, text: secret, heading: `About ${secret}`, ...place }];
  };
  let looked = 0;
  for (const [me, other] of [
    [ada, bob],
    [bob, ada],
  ] as const) {
    const where = `seed ${seed}, ${me === ada ? 'ada' : 'bob'}`;
    for (const { row } of bases.filter(({ seenBy }) => seenBy.has(me.userId) && seenBy.has(other.userId))) {
      const editing = (by: typeof me) =>
        findBase(db, row.id, by.userId).then((base) => grant(by, 'read', 'Knowledge', base));
      const [mine, theirs] = [await editing(me), await editing(other)];
      const inside = documents.filter(({ baseId }) => baseId === row.id);
      const seenBy = (userId: string) => inside.filter((one) => one.seenBy.has(userId));
      const own = seenBy(me.userId);
      const pick = (from: Made[]) => from[below(from.length)] as Made;
      // As somebody who may edit, whoever that is: rights to edit are not what is looked at here.
      const asEditor = mine as never;
      const set = await createSet(db, runtime, asEditor, 'S');
      const questions = Array.from({ length: QUESTIONS }, (_, index) => ({
        text: `Question ${index}`,
        expected: Array.from({ length: EXPECTED }, () => ({
          ...{ documentId: pick(own).id, grade: 1, quote: null, span: null },
        })),
      }));
      const rows = await addQuestions(db, runtime, asEditor, set, questions);
      const theirDocuments = new Set(seenBy(other.userId).map(({ id }) => id));
      const seen = await seenExpectations(
        db,
        theirs,
        rows.map(({ id }) => id),
      );
      for (const [index, { id }] of rows.entries()) {
        const wanted =
          questions[index]?.expected.filter(({ documentId }) => theirDocuments.has(documentId)) ?? [];
        const shown = seen.get(id) ?? [];
        assert.deepEqual(
          shown.map(({ documentId }) => documentId).sort(),
          wanted.map(({ documentId }) => documentId).sort(),
          where,
        );
        // Whoever finds all that they see has missed nothing.
        const hits = shown.map(({ documentId }) => ({
          id: documentId,
          documentId,
          text: '',
          start: 0,
          end: 1,
          version: 1,
        }));
        if (shown.length > 0) assert.equal(judge(hits, shown, 50).recall, 1, where);
        looked += (questions[index]?.expected.length ?? 0) - shown.length;
      }
      const hidden = inside.filter(({ seenBy: people }) => !people.has(other.userId));
      if (hidden.length === 0) continue;
      const refusal = async (document: string) => {
        const text = JSON.stringify([{ question: 'Q', expected: [{ document }] }]);
        const error = await readImport(db, theirs as never, 'json', text).catch((thrown: unknown) => thrown);
        const { code, message, extensions } = error as {
          code: string;
          message: string;
          extensions?: unknown;
        };
        return { code, message, extensions };
      };
      const missing = await refusal('nothing like it');
      assert.deepEqual(await refusal(pick(hidden).id), missing, where);
      assert.deepEqual(await refusal(pick(hidden).secret), missing, where);
      const suggested = await suggestQuestions(db, { passages } as never, theirs, new Set(), 'en');
      for (const { expected } of suggested)
        for (const { documentId } of expected) assert.ok(theirDocuments.has(documentId), where);
      assert.equal(suggested.length > 0, (await pageOfDocuments(db, theirs, undefined, 1)).length > 0, where);
    }
  }
  assert.ok(looked > 100, 'expectations were hidden from somebody');
});
