import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, emptyAnswer } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { citedIn, saveAnswer } from './finish.ts';
import { historyOf, MAX_HISTORY_LENGTH } from './history.ts';
import {
  branchOf,
  type ConversationRow,
  findConversation,
  findMessage,
  insertMessage,
  MAX_BRANCH_LENGTH,
  type MessageRow,
  pageOfConversations,
  pageOfMessages,
  settleMessage,
  touch,
} from './queries.ts';

const runtime = testRuntime();

function conversation(
  workspace_id: string,
  owner_id: string,
  values: Partial<ConversationRow> = {},
): ConversationRow {
  runtime.advance(1);
  const now = runtime.now();
  return {
    id: runtime.newId(),
    workspace_id,
    owner_id,
    title: '',
    visibility: 'private',
    head_id: null,
    created_at: now,
    updated_at: now,
    ...values,
  };
}

function message(conversation_id: string, values: Partial<MessageRow> = {}): MessageRow {
  runtime.advance(1);
  return {
    id: runtime.newId(),
    conversation_id,
    parent_id: null,
    role: 'user',
    state: 'complete',
    text: 'text',
    parts: '[]',
    citations: '[]',
    attachments: '[]',
    agent: null,
    route: null,
    model: null,
    run_id: null,
    error_code: null,
    created_by: 'somebody',
    created_at: runtime.now(),
    ...values,
  };
}

async function newConversation(db: Database, values: Partial<ConversationRow> = {}) {
  const workspaceId = await insertWorkspace(db, runtime);
  const owner = await insertMember(db, runtime, workspaceId, 'editor');
  const row = conversation(workspaceId, owner.userId, values);
  await db.insertInto('conversations').values(row).execute();
  const say = async (more: Partial<MessageRow>) => {
    const made = message(row.id, { created_by: owner.userId, ...more });
    await insertMessage(db, made);
    return made;
  };
  /** A row of question and answer in turns, the oldest first. */
  const talk = async (texts: readonly string[]) => {
    const rows: MessageRow[] = [];
    for (const [index, text] of texts.entries()) {
      const parent_id = rows.at(-1)?.id ?? null;
      rows.push(await say({ text, parent_id, role: index % 2 ? 'assistant' : 'user' }));
    }
    return rows;
  };
  return { row, owner, workspaceId, say, talk };
}

onBothDatabases('a person sees own conversations and shared ones, the last used first', async ({ db }) => {
  const { row, owner, workspaceId } = await newConversation(db, { title: 'mine' });
  const other = await insertMember(db, runtime, workspaceId, 'editor');
  const hidden = conversation(workspaceId, other.userId, { title: 'hidden' });
  const shared = conversation(workspaceId, other.userId, { title: 'shared', visibility: 'workspace' });
  const stranger = conversation(await insertWorkspace(db, runtime), owner.userId, { title: 'elsewhere' });
  await db.insertInto('conversations').values([hidden, shared, stranger]).execute();
  const filter = { workspaceId, userId: owner.userId };
  const titles = async () => (await pageOfConversations(db, filter, 10)).map(({ title }) => title);
  assert.deepEqual(await titles(), ['shared', 'mine']);
  await touch(db, row.id, { updated_at: runtime.now() + 10 });
  assert.deepEqual(await titles(), ['mine', 'shared']);
});

onBothDatabases('pages of conversations have each once, also where times are equal', async ({ db }) => {
  const { row, owner, workspaceId } = await newConversation(db);
  for (let index = 0; index < 9; index++) {
    const made = conversation(workspaceId, owner.userId, { updated_at: row.updated_at });
    await db.insertInto('conversations').values(made).execute();
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOfConversations(db, { workspaceId, userId: owner.userId, cursor }, 3);
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    cursor = last && `${last.updated_at}.${last.id}`;
  } while (cursor);
  assert.equal(seen.length, 10);
  assert.equal(new Set(seen).size, 10);
});

onBothDatabases(
  'a title is found by a part of it, in any script, and signs of LIKE are only signs',
  async ({ db }) => {
    const { owner, workspaceId } = await newConversation(db);
    for (const title of [
      'Boats and Keels',
      '船的龙骨',
      'Ärger im Büro',
      'Привет',
      '100% oak',
      '100 oaks',
      'a_b',
      'axb',
      'wow!',
    ])
      await db
        .insertInto('conversations')
        .values(conversation(workspaceId, owner.userId, { title }))
        .execute();
    const found = async (query: string) =>
      (await pageOfConversations(db, { workspaceId, userId: owner.userId, query }, 20)).map(
        ({ title }) => title,
      );
    assert.deepEqual(await found('KEELS'), ['Boats and Keels']);
    assert.deepEqual(await found('龙骨'), ['船的龙骨']);
    assert.deepEqual(await found('Ärger'), ['Ärger im Büro']);
    assert.deepEqual(await found('Привет'), ['Привет']);
    assert.deepEqual(await found('100%'), ['100% oak']);
    assert.deepEqual(await found('a_b'), ['a_b']);
    assert.deepEqual(await found('!'), ['wow!']);
    assert.deepEqual(await found('nothing'), []);
  },
);

onBothDatabases('a branch is what leads from the root to a message, siblings left out', async ({ db }) => {
  const { row, say } = await newConversation(db);
  const root = await say({ text: 'root' });
  const left = await say({ text: 'left', parent_id: root.id });
  const right = await say({ text: 'right', parent_id: root.id });
  const leaf = await say({ text: 'leaf', parent_id: right.id });
  const texts = async (id: string | null) => (await branchOf(db, row.id, id)).map(({ text }) => text);
  assert.deepEqual(await texts(leaf.id), ['root', 'right', 'leaf']);
  assert.deepEqual(await texts(left.id), ['root', 'left']);
  assert.deepEqual(await texts(null), []);
  assert.deepEqual(await texts('unknown'), []);
});

onBothDatabases('a message is found in its own conversation only', async ({ db }) => {
  const { row, say } = await newConversation(db);
  const other = await newConversation(db);
  const said = await say({ text: 'here' });
  assert.equal((await findMessage(db, row.id, said.id))?.text, 'here');
  assert.equal(await findMessage(db, other.row.id, said.id), undefined);
  assert.deepEqual(await branchOf(db, other.row.id, said.id), []);
});

onBothDatabases('messages come oldest first, page by page', async ({ db }) => {
  const { row, talk } = await newConversation(db);
  const rows = await talk(['a', 'b', 'c', 'd', 'e']);
  const first = await pageOfMessages(db, row.id, undefined, 3);
  const second = await pageOfMessages(db, row.id, first.at(-1)?.id, 3);
  assert.deepEqual(
    [...first, ...second].map(({ id }) => id),
    rows.map(({ id }) => id),
  );
});

onBothDatabases('an answer is settled once: whoever comes second changes nothing', async ({ db }) => {
  const { row, say } = await newConversation(db);
  const answer = await say({ role: 'assistant', state: 'streaming', text: '' });
  assert.equal(await settleMessage(db, answer.id, { state: 'complete', text: 'whole' }), true);
  assert.equal(await settleMessage(db, answer.id, { state: 'failed', text: '' }), false);
  const now = await findMessage(db, row.id, answer.id);
  assert.deepEqual([now?.state, now?.text], ['complete', 'whole']);
});

onBothDatabases('a saved answer has its text, parts, cited sources and route', async ({ db }) => {
  const { row, say } = await newConversation(db);
  const { id } = await say({ role: 'assistant', state: 'streaming', text: '' });
  const answer: Answer = {
    ...emptyAnswer(),
    parts: [
      { type: 'text', text: 'Oak [2] 橡木' },
      { type: 'text', text: 'and more.' },
    ],
    citations: [1, 2, 3].map((index) => citation(index)),
    modelName: 'm',
  };
  const choice = { route: 'code', agent: 'code', reason: 'has_code', pinned: false, sure: true } as const;
  await saveAnswer(db, id, answer, { state: 'complete', choice });
  const saved = await findMessage(db, row.id, id);
  assert.equal(saved?.text, 'Oak [2] 橡木\n\nand more.');
  assert.deepEqual(
    (JSON.parse(saved.citations) as { index: number }[]).map(({ index }) => index),
    [2],
  );
  assert.deepEqual([saved.state, saved.agent, saved.route, saved.model], ['complete', 'code', 'code', 'm']);
});

onBothDatabases('deleting a conversation deletes its messages', async ({ db }) => {
  const { row, talk } = await newConversation(db);
  await talk(['a', 'b']);
  await db.deleteFrom('conversations').where('id', '=', row.id).execute();
  assert.deepEqual(await pageOfMessages(db, row.id, undefined, 5), []);
  assert.equal(await findConversation(db, row.id), undefined);
});

onBothDatabases(
  'a model is told the branch of the question, without answers that said nothing',
  async ({ db }) => {
    const { row, talk } = await newConversation(db);
    const rows = await talk(['first', 'answer', 'second', '', 'third']);
    const history = await historyOf(db, row.id, rows.at(-1)?.id ?? '');
    assert.deepEqual(history?.messages, [
      { role: 'user', text: 'first' },
      { role: 'assistant', text: 'answer', toolCalls: [] },
      { role: 'user', text: 'second' },
      { role: 'user', text: 'third' },
    ]);
    assert.equal(history.question.text, 'third');
    assert.equal(await historyOf(db, row.id, 'unknown'), null);
  },
);

onBothDatabases(
  'the oldest messages fall out of a history first, and it begins with a question',
  async ({ db }) => {
    const { row, talk } = await newConversation(db);
    const half = 'x'.repeat(MAX_HISTORY_LENGTH / 2 - 100);
    const rows = await talk([`1${half}`, `2${half}`, `3${half}`, '4', '5']);
    const history = await historyOf(db, row.id, rows.at(-1)?.id ?? '');
    assert.deepEqual(
      history?.messages.map((each) => ('text' in each ? each.text.slice(0, 1) : '')),
      ['3', '4', '5'],
    );
  },
);

onBothDatabases('a question that is longer than the history may be is told whole', async ({ db }) => {
  const { row, talk } = await newConversation(db);
  const rows = await talk(['a', 'b', 'x'.repeat(MAX_HISTORY_LENGTH + 1)]);
  const history = await historyOf(db, row.id, rows.at(-1)?.id ?? '');
  assert.equal(history?.messages.length, 1);
});

onBothDatabases('a conversation that is longer than a branch may be is told from its end', async ({ db }) => {
  const { row, talk } = await newConversation(db);
  const rows = await talk(Array.from({ length: MAX_BRANCH_LENGTH + 3 }, (_, index) => `m${index}`));
  const history = await historyOf(db, row.id, rows.at(-1)?.id ?? '');
  assert.ok((history?.messages.length ?? 0) <= MAX_BRANCH_LENGTH);
  assert.equal(history?.messages[0]?.role, 'user');
  assert.deepEqual(history.messages.at(-1), { role: 'user', text: `m${MAX_BRANCH_LENGTH + 2}` });
});

function citation(index: number): Answer['citations'][number] {
  return {
    index,
    baseId: 'b',
    documentId: 'd',
    documentName: 'd.md',
    passageId: `p${index}`,
    heading: null,
    page: null,
    start: 0,
    end: 1,
    quote: 'q',
  };
}

test('citedIn() keeps the sources whose marks are in the text, however often', () => {
  const answer: Answer = { ...emptyAnswer(), citations: [1, 2, 3].map(citation) };
  const marks = (text: string) => citedIn(text, answer).map(({ index }) => index);
  assert.deepEqual(marks('b [3] and [1], again [3]'), [1, 3]);
  assert.deepEqual(marks('none, [9], [x] and [12345]'), []);
});
