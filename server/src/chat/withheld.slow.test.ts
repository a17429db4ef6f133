// Two people and documents of one of them, granted by chance: a conversation that is shared shows the other nothing of
// those that are closed to him, through whatever door he looks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEST_DIALECTS } from '../../../tools/test-servers/dialects.ts';
import { type Client, sseData, type TestApp, testApp } from '../testing/app.ts';
import { addDocument, ask } from '../testing/chat.ts';
import { emptyProduct } from '../testing/databases.ts';
import { invited } from '../testing/invited.ts';
import type { MessageView } from './contract.ts';

const BASES = '/api/v1/knowledge/bases';
const CONVERSATIONS = '/api/v1/conversations';
const TOPICS = ['heron', 'tower', 'copper', 'winter'];
const DOCUMENTS = 16;

interface Made {
  baseId: string;
  documentId: string;
  name: string;
  /** What is asked for. */
  key: string;
  /** What only its text says. */
  secret: string;
  isOpen: boolean;
  granted: boolean;
}

interface World {
  product: TestApp;
  ada: Client;
  bob: Client;
  bobId: string;
  documents: Made[];
  below(limit: number): number;
}

/** Mulberry32 (Tommy Ettinger, public domain): a run is repeated by its seed. */
function chance(seed: number): World['below'] {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

async function makeWorld(product: TestApp, seed: number): Promise<World> {
  const below = chance(seed);
  const [ada, bob] = [await invited(product, 'editor'), await invited(product, 'editor')];
  const { body: me } = await bob.call<{ user: { id: string } }>('GET', '/api/v1/me');
  const base = await ada.call<{ id: string }>('POST', BASES, { name: 'Papers' });
  const documents: Made[] = [];
  for (let index = 0; index < DOCUMENTS; index++) {
    const [key, secret] = [`key${index}x${below(1e6)}`, `zq${index}x${below(1e6)}`];
    const topic = TOPICS[index % TOPICS.length];
    const name = `paper-${index}-${below(1e6)}.txt`;
    const text = `The ${topic} of the ${key} was painted by ${secret}. It is ${below(90) + 10} metres tall.`;
    const { baseId, documentId } = await addDocument(ada, name, text, base.body.id);
    const isOpen = index % TOPICS.length !== 0 && below(2) === 0;
    documents.push({ baseId, documentId, name, key, secret, isOpen: true, granted: false });
    const made = documents.at(-1)!;
    if (!isOpen) await setOpen(ada, made, false);
  }
  return { product, ada, bob, bobId: me.user.id, documents, below };
}

const pathOf = ({ baseId, documentId }: Made) => `${BASES}/${baseId}/documents/${documentId}`;

async function setOpen(ada: Client, made: Made, isOpen: boolean): Promise<void> {
  const body = { visibility: isOpen ? 'base' : 'private' };
  assert.equal((await ada.call('PATCH', pathOf(made), body)).status, 200);
  made.isOpen = isOpen;
}

async function setGranted({ ada, bobId }: World, made: Made, granted: boolean): Promise<void> {
  const path = `${pathOf(made)}/grants/${bobId}`;
  const { status } = granted ? await ada.call('PUT', path, { verb: 'read' }) : await ada.call('DELETE', path);
  assert.equal(status, 204);
  made.granted = granted;
}

/** The words of the answer are shared with the conversation: the rest is what this looks at. */
function withoutAnswer(message: MessageView): object {
  if (message.parts.some(({ type }) => type === 'unknown')) return message;
  return { ...message, text: '', parts: message.parts.filter(({ type }) => type !== 'text') };
}

interface Doors {
  messages: MessageView[];
  /** All that was answered, the words of answers left out. */
  told: string;
}

/** Everything that one person is told of these conversations. */
async function look(
  { product, below, documents }: World,
  reader: Client,
  conversations: string[],
): Promise<Doors> {
  const told: unknown[] = [];
  const messages: MessageView[] = [];
  for (const id of conversations) {
    told.push((await reader.call('GET', `${CONVERSATIONS}/${id}`)).body);
    const page = await reader.call<{ items: MessageView[] }>('GET', `${CONVERSATIONS}/${id}/messages`);
    messages.push(...page.body.items);
  }
  told.push(messages.filter(({ role }) => role === 'assistant').map(withoutAnswer));
  for (const { runId } of messages.filter((one) => one.runId !== null)) {
    told.push((await reader.call('GET', `/api/v1/runs/${runId}`)).body.state);
    for (const after of [0, below(12)]) {
      const { body } = await reader.call<{ text: string }>(
        'GET',
        `/api/v1/runs/${runId}/events?after=${after}`,
      );
      const events = sseData(body.text ?? '').map((data) => JSON.parse(data));
      told.push(events.filter(({ type }) => type !== 'text.delta'));
    }
  }
  const made = documents[below(documents.length)]!;
  for (const query of [made.secret, made.name])
    told.push((await reader.call('GET', `${CONVERSATIONS}?query=${query}`)).body);
  // Every list that has no place of its own.
  const described = await product.anonymous.call<{ paths: Record<string, object> }>(
    'GET',
    '/api/openapi.json',
  );
  // The audit log has the ids of what was shared and granted, for who may read it.
  for (const [path, methods] of Object.entries(described.body.paths))
    if ('get' in methods && !path.includes('{') && path.startsWith('/api/v1/') && path !== '/api/v1/audit')
      told.push((await reader.call('GET', path)).body);
  return { messages, told: JSON.stringify(told) };
}

function assertWithheld(told: string, hidden: Made[], where: string): void {
  for (const { documentId, name, secret } of hidden)
    for (const word of [documentId, name, secret])
      assert.ok(!told.includes(word), `${where}: ${name} shows by ${word}`);
}

const OPEN_DATABASES = {
  sqlite: async () => ({ env: {}, close: async () => undefined }),
  mysql: async () => {
    const server = await emptyProduct();
    return { env: { DATABASE_URL: server.url }, close: () => server[Symbol.asyncDispose]() };
  },
};

for (const dialect of TEST_DIALECTS)
  test(`a shared conversation shows nothing of a closed document, by any door (${dialect})`, async () => {
    const database = await OPEN_DATABASES[dialect]();
    const product = await testApp(database.env);
    const seed = Date.now() % 1e9;
    try {
      await seeAll(await makeWorld(product, seed), `seed ${seed}`);
    } finally {
      await product[Symbol.asyncDispose]();
      await database.close();
    }
  });

async function seeAll(world: World, seed: string): Promise<void> {
  const { ada, bob, product, documents, below } = world;
  const conversations: string[] = [];
  // Of each topic one of the documents, and something that none of them tells.
  const questions = documents.slice(0, TOPICS.length).map(({ key }) => `Who painted the ${key}?`);
  for (const question of [...questions, 'Who won the chess tournament of Reykjavik?']) {
    const { conversationId, saved } = await ask(ada, question, { route: 'knowledge' });
    conversations.push(conversationId);
    const path = `${CONVERSATIONS}/${conversationId}`;
    const closed = documents.filter(({ isOpen }) => !isOpen);
    const cited = saved.citations.filter(({ documentId }) =>
      closed.some((made) => made.documentId === documentId),
    );
    const asked = await ada.call<{ code?: string; documents?: { name: string }[] }>('PATCH', path, {
      ...{ visibility: 'workspace', title: 'Shared' },
    });
    if (cited.length > 0) {
      assert.deepEqual([asked.status, asked.body.code], [409, 'quotes_closed_documents'], seed);
      assert.deepEqual(
        new Set(asked.body.documents?.map(({ name }) => name)),
        new Set(cited.map(({ documentName }) => documentName)),
      );
      const still = await ada.call<{ visibility: string; title: string }>('GET', path);
      assert.equal(still.body.visibility, 'private', 'a refusal changes nothing');
      assert.notEqual(still.body.title, 'Shared');
      const agreed = { visibility: 'workspace', sharesQuotes: true };
      assert.equal((await ada.call('PATCH', path, agreed)).status, 200);
    } else assert.equal(asked.status, 200);
  }
  const before = await look(world, ada, conversations);
  assert.ok(before.messages.some(({ parts }) => parts.some(({ type }) => type === 'unknown')));
  assert.ok(before.messages.some(({ citations }) => citations.some(({ documentId }) => documentId)));
  assert.ok(before.messages.every(({ withheld }) => withheld.length === 0));

  for (let round = 0; round < 4; round++) {
    for (const made of documents) {
      if (below(3) === 0) await setOpen(ada, made, !made.isOpen);
      if (below(3) === 0) await setGranted(world, made, !made.granted);
    }
    const hidden = documents.filter(({ isOpen, granted }) => !isOpen && !granted);
    const byBob = await look(world, bob, conversations);
    assertWithheld(byBob.told, hidden, `${seed}, round ${round}, bob`);
    // No role reaches into it, be it the owner of the workspace.
    const closed = documents.filter(({ isOpen }) => !isOpen);
    const byOwner = await look(world, product.owner, conversations);
    assertWithheld(byOwner.told, closed, `${seed}, round ${round}, owner`);
    // Nothing is withheld that he may see, and every mark is either.
    for (const [index, message] of byBob.messages.entries()) {
      const whole = before.messages[index]!;
      const seen = whole.citations.filter(
        ({ documentId }) => !hidden.some((made) => made.documentId === documentId),
      );
      assert.deepEqual(message.citations, seen, `${seed}, round ${round}`);
      assert.equal(message.withheld.length + seen.length, whole.citations.length);
      if (!whole.parts.some(({ type }) => type === 'unknown')) assert.equal(message.text, whole.text);
    }
    const byAda = await look(world, ada, conversations);
    assert.deepEqual(byAda.messages, before.messages, `${seed}: the maker sees what she saw`);
  }

  for (const made of documents) if (!made.isOpen) await setOpen(ada, made, true);
  assert.deepEqual((await look(world, bob, conversations)).messages, before.messages, 'open again');

  const gone = documents.filter((_, index) => index % 2 === 0);
  for (const made of gone) assert.equal((await ada.call('DELETE', pathOf(made))).status, 204);
  for (const reader of [ada, bob, product.owner]) {
    const { told } = await look(world, reader, conversations);
    for (const { name, documentId } of gone)
      for (const word of [name, documentId])
        assert.ok(!withoutRuns(told).includes(word), `${seed}: ${word} is deleted and shows`);
  }
}

/** The label of a removal, or of an ingestion, is not what a conversation tells. */
const withoutRuns = (told: string) => told.replaceAll(/"label":"[^"]*"/g, '');
