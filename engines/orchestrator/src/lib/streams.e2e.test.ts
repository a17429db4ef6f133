import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery } from 'kysely';
import { createSqlStore } from '../drivers/sql.ts';
import { named, working } from '../testing/harness.ts';
import { migrationStatements, openSqlite } from '../testing/sqlite.ts';

const STREAMS = 500;
const WORDS = 60;
/** Words that come together, however busy the machine is. */
const AT_ONCE = 4;
const TEXT = 'word '.repeat(WORDS);

test('500 streams at once: each of two readers of each gets the whole text, in far fewer events than words', async () => {
  const db = openSqlite(':memory:');
  for (const statement of migrationStatements('sqlite')) await db.executeQuery(CompiledQuery.raw(statement));
  const talk = named<typeof db>('talk', (ctx) =>
    ctx.step('say', async (step) => {
      for (let word = 0; word < WORDS; word += AT_ONCE) {
        for (let piece = 0; piece < AT_ONCE; piece++) step.delta('text.delta', 'word ');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }),
  );
  let deltas = 0;
  const signal = new AbortController().signal;
  const store = createSqlStore({ db, dialect: 'sqlite' });
  {
    await using engine = working(store, [talk], { exclusive: true });
    const read = async (runId: string) => {
      let text = '';
      for await (const { type, payload } of engine.follow(runId, { after: 0, signal })) {
        if (type !== 'text.delta') continue;
        text += payload.text;
        deltas++;
      }
      return text;
    };
    const stream = async () => {
      const { runId } = await engine.start(db, 'talk', {});
      engine.announce();
      return Promise.all([read(runId), read(runId)]);
    };
    const texts = (await Promise.all(Array.from({ length: STREAMS }, stream))).flat();
    assert.ok(texts.every((text) => text === TEXT));
  }
  assert.ok(deltas < STREAMS * 2 * WORDS * 0.6, `${deltas} deltas`);
  await db.destroy();
});
