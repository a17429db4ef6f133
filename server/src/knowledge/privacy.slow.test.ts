// Two people, ten thousand documents, grants by chance: whatever either of them asks, nothing of the other shows.
import assert from 'node:assert/strict';
import { memorySearch } from '@agenticgen/search/testing';
import { grant, permit } from '../access/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { checkAnswer, narrowed } from './answers/check-answer.ts';
import { prepareByRules } from './answers/question.ts';
import { searchParts } from './answers/search-parts.ts';
import { dontKnow, nearestOf } from './answers/unknown.ts';
import { SEARCH_MODES } from './contract.ts';
import { settingsSchema } from './explain-contract.ts';
import { createKnowledge } from './knowledge.ts';
import { openCollection, toIndexed } from './passages.ts';
import {
  countDocuments,
  findBase,
  findVisibleDocument,
  hasReadyDocuments,
  knownBases,
  pageOfBases,
  pageOfDocuments,
  readyDocuments,
} from './queries.ts';
import type { Rank } from './reranking/rerank.ts';
import { saveReranker } from './reranking/reranker.ts';
import { closedDocuments, seenDocuments } from './seen.ts';
import { type Made, privateWorld, WORDS } from './testing/private-world.ts';

const QUESTIONS = 36;

onBothDatabases('no query, list, count, name or refusal shows a document of the other', async ({ db }) => {
  const seed = Date.now() % 1e9;
  const world = await privateWorld(db, seed);
  const { below, ada, bob, eve, bases, documents } = world;
  const search = memorySearch();
  /** A model is shown what it is to put in order, and turns it about. */
  const shown: string[] = [];
  const rank: Rank = async (_, { texts }) => {
    shown.push(...texts);
    return texts.map((_, at) => ({ place: texts.length - 1 - at, score: null }));
  };
  const knowledge = createKnowledge({
    db,
    search,
    rank,
    now: Date.now,
    onTrouble: ({ error }) => assert.fail(String(error)),
  });
  for (const { row } of bases) {
    const own = documents.filter(({ baseId }) => baseId === row.id);
    const passages = own.flatMap(({ id, text }) =>
      toIndexed(id, 1, [
        { text, heading: null, page: null, start: 0, end: text.length, number: 0, edit: null },
      ]),
    );
    await openCollection(search, row.id).upsert(passages);
    await saveReranker(db, row.id, { modelId: 'ranker' });
  }
  const byText = new Map(documents.map(({ text, seenBy }) => [text, seenBy]));
  const byId = new Map(documents.map((document) => [document.id, document]));

  for (const me of [ada, bob]) {
    const where = `seed ${seed}, ${me === ada ? 'ada' : 'bob'}`;
    const mine = documents.filter(({ seenBy }) => seenBy.has(me.userId));
    const hidden = documents.filter(({ seenBy }) => !seenBy.has(me.userId));
    assert.ok(mine.length > 1_000 && hidden.length > 1_000, where);
    const sees = (id: string) => byId.get(id)?.seenBy.has(me.userId) === true;

    // Lists and counts.
    const seenBases = await pageOfBases(db, me, undefined, 100);
    assert.deepEqual(
      new Set(seenBases.map(({ id }) => id)),
      new Set(bases.filter(({ seenBy }) => seenBy.has(me.userId)).map(({ row }) => row.id)),
      where,
    );
    const listed: string[] = [];
    for (const base of seenBases) {
      const proof = grant(me, 'read', 'Knowledge', base);
      for (let before: string | undefined; ; ) {
        const page = await pageOfDocuments(db, proof, before, 1_000);
        listed.push(...page.map(({ id }) => id));
        before = page.at(-1)?.id;
        if (page.length < 1_000) break;
      }
    }
    assert.deepEqual(new Set(listed), new Set(mine.map(({ id }) => id)), where);
    const counts = await countDocuments(
      db,
      me.userId,
      seenBases.map(({ id }) => id),
    );
    assert.equal(
      [...counts.values()].reduce((sum, count) => sum + count, 0),
      mine.length,
      where,
    );
    assert.equal(await hasReadyDocuments(db, me), true);
    const all = bases.map(({ row }) => row.id);
    assert.equal((await knownBases(db, me, all)).length, seenBases.length, where);

    // Each hidden thing is as if it were not there.
    for (const { id, baseId } of hidden.filter((_, index) => index % 97 === 0)) {
      const base = await findBase(db, baseId, me.userId);
      const proof = refusal(() => grant(me, 'read', 'Knowledge', base));
      if (typeof proof === 'string')
        assert.equal(
          proof,
          refusal(() => grant(me, 'read', 'Knowledge', null)),
        );
      else assert.equal(await findVisibleDocument(db, proof, id), undefined, where);
    }
    // What was quoted somewhere and is asked for again.
    const some = documents.filter((_, index) => index % 7 === 0);
    const quoted = some.map(({ id }) => id);
    assert.deepEqual(await seenDocuments(db, me, [...quoted, 'none']), new Set(quoted.filter(sees)), where);
    const closed = await closedDocuments(db, me, quoted);
    const wanted = some.filter(({ id, seenBy }) => sees(id) && !seenBy.has(eve.userId));
    const notOpen = new Set(closed.map(({ id }) => id));
    for (const { id } of wanted) assert.ok(notOpen.has(id), `${where}: ${id} is not open to all`);
    for (const { id, baseId, name } of closed) {
      assert.ok(sees(id), where);
      assert.deepEqual([baseId, name], [byId.get(id)?.baseId, byId.get(id)?.secret]);
    }
    // Names are asked for of what was found in bases that are seen.
    const near = documents.filter(
      ({ baseId }, index) => index % 20 === 0 && seenBases.some(({ id }) => id === baseId),
    );
    const named = await readyDocuments(
      db,
      me.userId,
      near.map(({ id }) => id),
    );
    assert.deepEqual(new Set(named.keys()), new Set(near.map(({ id }) => id).filter(sees)), where);

    // Questions: by common words, by secrets of mine and of others, in each mode, in one base and in all.
    for (let asked = 0; asked < QUESTIONS; asked++) {
      const mode = SEARCH_MODES[asked % SEARCH_MODES.length] as (typeof SEARCH_MODES)[number];
      const other = hidden[below(hidden.length)] as Made;
      const own = mine[below(mine.length)] as Made;
      const query = [`${WORDS[below(10)]} ${WORDS[below(10)]}`, other.secret, own.secret][asked % 3] ?? '';
      const { hits } = await knowledge.searchAll(permit(me, 'read', 'Knowledge'), { query, mode, limit: 50 });
      for (const hit of hits)
        assert.ok(sees(hit.documentId), `${where}: "${query}" shows ${hit.documentName}`);
      const base = seenBases.find(({ id }) => id === other.baseId);
      if (!base) continue;
      const inside = await knowledge.searchBase(grant(me, 'read', 'Knowledge', base), {
        query,
        mode,
        limit: 50,
      });
      for (const hit of inside)
        assert.ok(sees(hit.documentId), `${where}: "${query}" shows ${hit.documentName}`);
      const told = await knowledge.explain(
        grant(me, 'read', 'Knowledge', base),
        settingsSchema.parse({ query, mode, limit: 50 }),
      );
      const ranks = new Map<string, number[]>();
      for (const { hit, standings } of told.items) {
        assert.ok(sees(hit.documentId), `${where}: "${query}" explains ${hit.documentName}`);
        for (const [stage, standing] of Object.entries(standings))
          if (standing) ranks.set(stage, [...(ranks.get(stage) ?? []), standing.rank]);
      }
      // A rank that is left out would tell that something else has it.
      const visible = mine.filter(({ baseId }) => baseId === base.id).length;
      for (const [stage, all] of ranks)
        assert.ok(Math.max(...all) <= visible, `${where}: ranks of ${stage} count what is hidden`);
    }
    // Answers: questions that lean and have parts, on secrets of others; what is cited, checked, and told as nearest.
    for (let asked = 0; asked < QUESTIONS / 3; asked++) {
      const other = hidden[below(hidden.length)] as Made;
      const earlier = [{ role: 'user' as const, text: `What is ${other.secret}?` }];
      const question = `And what about ${WORDS[below(10)]}, and who wrote ${other.text}?`;
      const { searched, parts } = prepareByRules(question, earlier);
      const { hits } = await searchParts(
        (query) => knowledge.searchAll(permit(me, 'read', 'Knowledge'), { query, mode: 'hybrid', limit: 8 }),
        [searched, ...parts],
        8,
      );
      const citations = hits.map(({ id, text, ...hit }, at) => ({
        ...hit,
        index: at + 1,
        passageId: id,
        quote: text,
      }));
      const answer = `The letter says ${other.text} [1]. It is ${hits[1]?.text ?? ''} [2].`;
      const claims = await checkAnswer(answer, citations, { marksOnly: false });
      const shown = [...narrowed(citations, claims), ...nearestOf(citations)];
      for (const { documentId, documentName } of shown)
        assert.ok(sees(documentId), `${where}: ${documentName}`);
      const told = `${JSON.stringify(claims)} ${dontKnow(WORDS[0] ?? '', [], nearestOf(citations))}`;
      assert.ok(!told.includes(other.secret), `${where}: ${other.secret} is told`);
    }
    assert.ok(shown.length > 1_000, `${where}: the model is asked`);
    for (const text of shown)
      assert.ok(byText.get(text)?.has(me.userId), `${where}: the model reads ${text}`);
    shown.length = 0;
    const own = mine[below(mine.length)] as Made;
    const {
      hits: [first],
    } = await knowledge.searchAll(permit(me, 'read', 'Knowledge'), {
      ...{ query: own.secret, mode: 'keyword', limit: 5 },
    });
    assert.equal(first?.documentId, own.id, `${where}: what is seen is found`);
  }
  await search.close();
});

function refusal<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    return (error as Error).message;
  }
}
