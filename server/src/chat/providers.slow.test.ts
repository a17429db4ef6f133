import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ModelServer, startModelServer } from '../../../tools/model-server/index.ts';
import { PROVIDER_KINDS } from '../models/contract.ts';
import { type TestApp, testApp } from '../testing/app.ts';
import { addDocument, addModel, ask } from '../testing/chat.ts';
import { answerText } from './index.ts';

const FACT = 'The lighthouse of Skagen was lit for the first time in 1858.';

describe('the whole path with each provider protocol', () => {
  let product: TestApp;
  let simulator: ModelServer;

  before(async () => {
    simulator = await startModelServer();
    product = await testApp();
    await addDocument(product.owner, 'skagen.md', `# Skagen\n\n${FACT}\n`);
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await simulator.close();
  });

  for (const kind of PROVIDER_KINDS) {
    test(`${kind}: "test connection" makes a small call, and names a wrong key`, async () => {
      const { owner } = product;
      const { providerId } = await addModel(owner, simulator.url, { kind, wireName: 'sim-tokens3-probe' });
      const path = `/api/v1/model-providers/${providerId}/test`;
      const fine = await owner.call('POST', path, { wireName: 'sim-tokens3' });
      assert.equal(fine.body.ok, true, JSON.stringify(fine.body));
      const wrong = await owner.call<{ ok: boolean; error: { code: string; message: string } }>(
        'POST',
        path,
        {
          wireName: 'sim-401',
        },
      );
      assert.equal(wrong.body.ok, false);
      assert.equal(wrong.body.error.code, 'model_key_refused', JSON.stringify(wrong.body));
    });

    test(`${kind}: streams the words of the model, and what is stored is what was streamed`, async () => {
      const { modelId } = await addModel(product.owner, simulator.url, {
        kind,
        wireName: 'sim-gap2-tokens30',
        inputMicrosPerMillion: 1_000_000,
        outputMicrosPerMillion: 10_000_000,
      });
      const { streamed, saved } = await ask(product.owner, 'hello', { agent: 'creative', model: modelId });
      const whole = Array.from({ length: 30 }, (_, index) => `w${index + 1}`).join(' ');
      assert.equal(saved.state, 'complete', saved.errorCode ?? '');
      assert.equal(saved.text, whole);
      assert.equal(answerText(streamed.parts), whole);
      const [usage] = streamed.usage;
      assert.equal(usage?.outputTokens, 30);
      assert.ok(usage.inputTokens > 10);
      assert.equal(usage.costMicros, usage.inputTokens + 300);
    });

    test(`${kind}: runs code and searches the documents, as the model asks`, async () => {
      const { modelId } = await addModel(product.owner, simulator.url, { kind, wireName: 'sim-tool' });
      const text = [
        'CALL run_code {"language":"python","code":"print(6 * 7)"}',
        'THEN search_knowledge {"query":"lighthouse of Skagen"}',
      ].join('\n');
      const { saved } = await ask(product.owner, text, { agent: 'code', model: modelId });
      assert.equal(saved.state, 'complete', saved.errorCode ?? '');
      const tools = saved.parts.flatMap((part) => (part.type === 'tool' ? [part] : []));
      assert.deepEqual(
        tools.map(({ tool, ok }) => [tool, ok]),
        [
          ['run_code', true],
          ['search_knowledge', true],
        ],
        JSON.stringify(tools),
      );
      assert.match(tools[0]?.output ?? '', /42/);
      assert.match(saved.text, /^The tool answered: .*1858/s);
      assert.equal(saved.citations[0]?.documentName, 'skagen.md');
      assert.match(saved.citations[0]?.quote ?? '', /1858/);
    });

    test(`${kind}: parallel calls each get their own answer`, async () => {
      const { modelId } = await addModel(product.owner, simulator.url, {
        kind,
        wireName: 'sim-tool-parallel',
      });
      const call = (code: string) => `CALL run_code ${JSON.stringify({ language: 'python', code })}`;
      const text = `${call('print("one")')}\n${call('print("two")')}`;
      const { saved } = await ask(product.owner, text, { agent: 'code', model: modelId });
      const outputs = saved.parts.flatMap((part) => (part.type === 'tool' ? [part.output] : []));
      assert.equal(outputs.length, 2);
      assert.match(outputs[0] ?? '', /one/);
      assert.match(outputs[1] ?? '', /two/);
      assert.match(saved.text, /one.*two/s);
    });
  }

  test('no key is in a reply or in a file of the product', async () => {
    const { body } = await product.owner.call<{ items: object[] }>('GET', '/api/v1/model-providers');
    assert.ok(body.items.length > 0);
    assert.doesNotMatch(JSON.stringify(body), /nobody-may-see/);
  });
});
