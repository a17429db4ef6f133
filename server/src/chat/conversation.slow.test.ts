import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ModelServer, startModelServer } from '../../../tools/model-server/index.ts';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { addModel, ask } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import type { ConversationView, MessageView } from './contract.ts';
import { answerText } from './index.ts';

type Body = Record<string, unknown>;

describe('a conversation', () => {
  let product: TestApp;
  let simulator: ModelServer;
  let owner: Client;
  let echo = '';
  before(async () => {
    simulator = await startModelServer();
    product = await testApp();
    owner = product.owner;
    echo = (await addModel(owner, simulator.url, { wireName: 'sim-echo' })).modelId;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await simulator.close();
  });

  const pinned = () => ({ agent: 'creative', model: echo });
  const pathOf = (id: string) => `/api/v1/conversations/${id}`;
  const conversationOf = async (id: string) =>
    (await owner.call<ConversationView & Body>('GET', pathOf(id))).body;
  const messagesOf = async (id: string, client = owner) =>
    (await client.call<{ items: MessageView[] }>('GET', `${pathOf(id)}/messages`)).body.items;
  /** What the model was told in its last call, system message left out. */
  const told = () => {
    const body = simulator.requests.at(-1)?.body as
      | { messages: { role: string; content: unknown }[] }
      | undefined;
    const messages = body?.messages ?? [];
    return messages.flatMap(({ role, content }) =>
      role === 'system' ? [] : [`${role}: ${JSON.stringify(content)}`],
    );
  };

  test('its first words become its title, and its head follows the newest answer', async () => {
    const first = await ask(owner, '\n  Boats of oak\nand more', pinned());
    assert.equal((await conversationOf(first.conversationId)).title, 'Boats of oak');
    const second = await ask(owner, 'Again', { ...pinned(), conversationId: first.conversationId });
    const now = await conversationOf(first.conversationId);
    assert.deepEqual([now.title, now.headId], ['Boats of oak', second.messageId]);
  });

  test('a second question is told together with what was said before', async () => {
    const { conversationId } = await ask(owner, 'one', pinned());
    await ask(owner, 'two', { ...pinned(), conversationId });
    assert.deepEqual(told(), ['user: "one"', 'assistant: "one"', 'user: "two"']);
  });

  test('an edit branches off beside the edited message, which stays', async () => {
    const first = await ask(owner, 'one', pinned());
    const { conversationId } = first;
    const second = await ask(owner, 'two', { ...pinned(), conversationId });
    const edited = await ask(owner, 'TWO', { ...pinned(), conversationId, parentId: first.messageId });
    assert.deepEqual(told(), ['user: "one"', 'assistant: "one"', 'user: "TWO"']);
    const messages = await messagesOf(conversationId);
    const questions = messages.filter(({ parentId }) => parentId === first.messageId);
    assert.deepEqual(
      questions.map(({ text }) => text),
      ['two', 'TWO'],
    );
    assert.equal((await conversationOf(conversationId)).headId, edited.messageId);
    const { status } = await owner.call('PATCH', pathOf(conversationId), { headId: second.messageId });
    assert.equal(status, 200);
    await ask(owner, 'three', { ...pinned(), conversationId });
    assert.deepEqual(told(), [
      'user: "one"',
      'assistant: "one"',
      'user: "two"',
      'assistant: "two"',
      'user: "three"',
    ]);
  });

  test('the very first message can be edited: it becomes a second root', async () => {
    const { conversationId } = await ask(owner, 'one', pinned());
    await ask(owner, 'ONE', { ...pinned(), conversationId, parentId: null });
    assert.deepEqual(told(), ['user: "ONE"']);
    const roots = (await messagesOf(conversationId)).filter(({ parentId }) => parentId === null);
    assert.equal(roots.length, 2);
  });

  test('an answer is given again as a branch of the same question', async () => {
    const { conversationId, messageId } = await ask(owner, 'one', pinned());
    const path = `${pathOf(conversationId)}/messages/${messageId}/regeneration`;
    const { status, body } = await owner.call<{ messageId: string; runId: string }>('POST', path, pinned());
    assert.equal(status, 202);
    await owner.answer(body.runId);
    const answers = (await messagesOf(conversationId)).filter(({ role }) => role === 'assistant');
    assert.deepEqual(
      answers.map(({ id, text, state }) => [id, text, state]),
      [
        [messageId, 'one', 'complete'],
        [body.messageId, 'one', 'complete'],
      ],
    );
    assert.equal(answers[0]?.parentId, answers[1]?.parentId);
  });

  test('only answers are given again, and only messages of the conversation are followed', async () => {
    const { conversationId, messageId } = await ask(owner, 'one', pinned());
    const other = await ask(owner, 'other', pinned());
    const question = (await messagesOf(conversationId)).find(({ role }) => role === 'user');
    const cases: [string, string, Body, string][] = [
      ['POST', `/messages/${question?.id}/regeneration`, {}, 'not_an_answer'],
      ['POST', `/messages/${other.messageId}/regeneration`, {}, 'message_unknown'],
      ['POST', '/messages', { text: 'x', parentId: other.messageId }, 'parent_unknown'],
      ['POST', '/messages', { text: ' \u202e ' }, 'message_empty'],
      ['POST', '/messages', { text: 'x', agent: 'nobody' }, 'agent_unknown'],
      ['POST', '/messages', { text: 'x', attachments: [messageId] }, 'attachment_unknown'],
      ['PATCH', '', { headId: other.messageId }, 'message_unknown'],
    ];
    const before = await messagesOf(conversationId);
    for (const [method, path, body, code] of cases)
      assert.equal(
        (await owner.call(method, `${pathOf(conversationId)}${path}`, body)).body.code,
        code,
        path,
      );
    assert.deepEqual(await messagesOf(conversationId), before);
  });

  test('a stop keeps what was said, for readers and in the store alike', async () => {
    const { modelId } = await addModel(owner, simulator.url, { wireName: 'sim-gap20-tokens2000' });
    const { body: made } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const path = `${pathOf(made.id)}/messages`;
    const { body } = await owner.call<{ messageId: string; runId: string }>('POST', path, {
      text: 'go on',
      agent: 'creative',
      model: modelId,
    });
    await waitFor(async () => {
      const { body: run } = await owner.call<{ state: string }>('GET', `/api/v1/runs/${body.runId}`);
      return (
        run.state === 'running' && simulator.requests.some(({ model }) => model === 'sim-gap20-tokens2000')
      );
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok((await owner.call('PUT', `/api/v1/runs/${body.runId}/cancellation`, {})).status < 300);
    const streamed = await owner.answer(body.runId);
    assert.equal(streamed.end, 'cancelled');
    const saved = (await messagesOf(made.id)).find(({ id }) => id === body.messageId);
    assert.equal(saved?.state, 'stopped');
    assert.match(saved.text, /^w1 w2/);
    assert.equal(answerText(streamed.parts), saved.text);
    const request = simulator.requests.findLast(({ model }) => model === 'sim-gap20-tokens2000');
    await waitFor(() => request?.outcome === 'aborted', { what: 'the model call to be hung up' });
  });

  test('many viewers of one stream read the same, whenever they come', async () => {
    const { modelId } = await addModel(owner, simulator.url, { wireName: 'sim-gap5-tokens60' });
    const { body: made } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const { body } = await owner.call<{ messageId: string; runId: string }>(
      'POST',
      `${pathOf(made.id)}/messages`,
      {
        text: 'go on',
        agent: 'creative',
        model: modelId,
      },
    );
    const late = async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return owner.answer(body.runId);
    };
    const answers = await Promise.all([0, 0, 50, 150, 1_000].map(late));
    const whole = Array.from({ length: 60 }, (_, index) => `w${index + 1}`).join(' ');
    for (const answer of answers) assert.deepEqual([answerText(answer.parts), answer.end], [whole, 'done']);
  });

  test('an attachment moves with its message into the conversation, and the model is told of it', async () => {
    const { body: file } = await owner.upload<{ id: string }>('/api/v1/files', 'data (1).csv', 'a,b\n1,2\n');
    const { conversationId } = await ask(owner, 'look', { ...pinned(), attachments: [file.id] });
    assert.match(told().at(-1) ?? '', /look\\n\\n\[Attached files: data \(1\)\.csv \(text\/csv, 8 bytes\)\]/);
    const question = (await messagesOf(conversationId)).find(({ role }) => role === 'user');
    assert.deepEqual(
      question?.attachments.map(({ name }) => name),
      ['data (1).csv'],
    );
    const again = await ask(owner, 'look again', { ...pinned(), conversationId, attachments: [file.id] });
    assert.equal(again.saved.state, 'complete');
  });

  test('nobody attaches the file of somebody else', async () => {
    const editor = await invited(product, 'editor');
    const { body: file } = await editor.upload<{ id: string }>('/api/v1/files', 'theirs.txt', 'x');
    const { body: made } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const { status, body } = await owner.call('POST', `${pathOf(made.id)}/messages`, {
      text: 'x',
      attachments: [file.id],
    });
    assert.deepEqual([status, body.code], [400, 'attachment_unknown']);
  });

  test('a private conversation does not exist for others; a shared one is read, not written', async () => {
    const editor = await invited(product, 'editor');
    const { conversationId, runId } = await ask(owner, 'one', pinned());
    assert.equal((await editor.call('GET', pathOf(conversationId))).status, 404);
    assert.equal((await editor.call('GET', `/api/v1/runs/${runId}`)).status, 404);
    await owner.call('PATCH', pathOf(conversationId), { visibility: 'workspace' });
    assert.equal((await messagesOf(conversationId, editor)).length, 2);
    assert.equal(answerText((await editor.answer(runId)).parts), 'one');
    assert.equal(
      (await editor.call('POST', `${pathOf(conversationId)}/messages`, { text: 'x' })).status,
      403,
    );
    assert.equal((await editor.call('DELETE', pathOf(conversationId))).status, 403);
    await owner.call('PATCH', pathOf(conversationId), { visibility: 'private' });
    assert.equal((await editor.call('GET', pathOf(conversationId))).status, 404);
    assert.equal((await editor.call('GET', `/api/v1/runs/${runId}`)).status, 404);
  });

  test('a deleted conversation is gone, and the answer under way with it', async () => {
    const { modelId } = await addModel(owner, simulator.url, { wireName: 'sim-hang-delete' });
    const { body: made } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const { body } = await owner.call<{ runId: string }>('POST', `${pathOf(made.id)}/messages`, {
      text: 'go',
      agent: 'creative',
      model: modelId,
    });
    assert.equal((await owner.call('DELETE', pathOf(made.id))).status, 204);
    assert.equal((await owner.call('GET', pathOf(made.id))).status, 404);
    assert.equal((await owner.answer(body.runId)).end, 'cancelled');
  });

  test('a model that fails leaves a failed answer with its code, and the conversation goes on', async () => {
    const { modelId } = await addModel(owner, simulator.url, { wireName: 'sim-fail400' });
    const failed = await ask(owner, 'one', { agent: 'creative', model: modelId });
    assert.deepEqual([failed.saved.state, failed.saved.errorCode], ['failed', 'model_request_refused']);
    assert.equal(failed.streamed.end, 'failed');
    assert.doesNotMatch(JSON.stringify(failed), /Simulated failure|nobody-may-see/);
    const next = await ask(owner, 'two', { ...pinned(), conversationId: failed.conversationId });
    assert.equal(next.saved.text, 'two');
  });

  test('a key in a message reaches neither the model nor the store', async () => {
    const key = `sk-${'Ab1'.repeat(16)}`;
    const { conversationId, streamed } = await ask(owner, `Use ${key}`, pinned());
    assert.deepEqual(streamed.flags, ['secret_removed']);
    assert.equal(told().at(-1), 'user: "Use [secret removed]"');
    assert.ok(!JSON.stringify(await messagesOf(conversationId)).includes(key));
  });

  test('where no rule is sure the model decides, and its nonsense leaves the rules', async () => {
    const decider = await addModel(owner, simulator.url, { wireName: 'sim-echo-decides' });
    const decided = await ask(owner, 'Well, code then', { model: decider.modelId });
    assert.ok(decided.streamed.route);
    const words = await addModel(owner, simulator.url, { wireName: 'sim-tokens3-decides' });
    const undecided = await ask(owner, 'Good morning', { model: words.modelId });
    assert.equal(undecided.streamed.route?.reason, 'nothing_special');
    const chosen = await ask(owner, 'knowledge maybe', { model: decider.modelId });
    assert.deepEqual(
      [chosen.streamed.route?.route, chosen.streamed.route?.reason],
      ['knowledge', 'model_decided'],
    );
    const failing = await addModel(owner, simulator.url, { wireName: 'sim-fail400-1-decides' });
    const fallen = await ask(owner, 'Good evening', { model: failing.modelId });
    assert.deepEqual([fallen.saved.state, fallen.streamed.route?.reason], ['complete', 'nothing_special']);
  });
});
