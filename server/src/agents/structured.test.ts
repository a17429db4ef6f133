import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, calls, type Script, says } from '../testing/agent-run.ts';

const SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

async function resultOf(script: Script) {
  await using bench = await agentBench({ script, schema: SCHEMA });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const end = await bench.ended(worker, runId);
  return {
    end,
    output: (await worker.run(runId))?.output,
    requests: bench.requests,
    usage: bench.answer.usage,
  };
}

test('an answer that is JSON, alone or in a fence, is the result and costs no further call', async () => {
  for (const text of ['{"n": 3}', 'Here it is:\n```json\n{"n": 3}\n```']) {
    const { output, requests } = await resultOf([() => says(text)]);
    assert.deepEqual([output, requests.length], [{ n: 3 }, 1]);
  }
});

test('another answer is asked for as the arguments of a tool with the schema', async () => {
  const script: Script = [() => says('three'), () => calls(['submit_result', { n: 3 }])];
  const { output, requests, usage } = await resultOf(script);
  assert.deepEqual(output, { n: 3 });
  assert.deepEqual([requests[1]?.toolChoice, requests[1]?.tools[0]?.parameters], ['required', SCHEMA]);
  assert.equal(usage.inputTokens, 2);
});

test('a result that does not fit is asked for once more with the reason, then refused by code', async () => {
  const script: Script = [() => says('three'), () => calls(['submit_result', { n: 'three' }])];
  const { end, requests } = await resultOf(script);
  assert.equal(end, 'result_invalid');
  assert.equal(requests.length, 3);
  const last = requests[2]?.messages.at(-1);
  assert.match(last?.role === 'user' ? last.text : '', /does not fit: \/n/);
});
