import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { ModelMessage } from '../models/index.ts';
import { agentBench, calls, type Script, says, simpleTool } from '../testing/agent-run.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type Tool, toolErrors } from '../tools/index.ts';
import type { AnswerPart } from './answer.ts';

/** Runs a script to its end on one worker. */
async function played(script: Script, tools: Tool[] = [], agent = {}) {
  await using bench = await agentBench({ script, tools, agent });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const end = await bench.ended(worker, runId);
  return { ...bench, end, types: await bench.types(worker, runId) };
}

const outputsOf = (messages: readonly ModelMessage[] = []) =>
  messages.flatMap((message) => (message.role === 'tool' ? [message.output] : []));

function saidBy(part: AnswerPart): string {
  if ('text' in part) return part.text;
  return part.type === 'tool' ? part.output : part.type;
}

test('a model that calls no tool has answered after one call', async () => {
  const { end, answer, requests, types } = await played([() => says('Hello')]);
  assert.equal(end, 'done');
  assert.deepEqual(answer.parts, [{ type: 'text', text: 'Hello' }]);
  assert.equal(answer.modelName, 'Scripted');
  assert.equal(requests.length, 1);
  assert.ok(types.includes('usage.recorded'));
});

test('the agent is told its instructions first, and only of its own tools', async () => {
  const tools = ['look', 'change', 'foreign'].map((name) => simpleTool(name, {}));
  const { requests } = await played([() => says('Hello')], tools);
  assert.deepEqual(requests[0]?.messages, [
    { role: 'system', text: 'You are the agent of the tests.' },
    { role: 'user', text: 'Please work' },
  ]);
  assert.deepEqual(
    requests[0]?.tools.map(({ name }) => name),
    ['look', 'change'],
  );
});

test('calls, results and texts come in order, to the reader and to the model', async () => {
  const look = simpleTool('look', {
    schema: z.object({ at: z.string() }),
    run: async (input) => ({
      ok: true,
      output: `saw ${(input as { at: string }).at}`,
      files: [],
      citations: [],
    }),
  });
  const { answer, requests, types } = await played(
    [
      () => [{ type: 'text', text: 'Let me look.' }, ...calls(['look', { at: 'a' }], ['look', { at: 'b' }])],
      () => says('Both seen.'),
    ],
    [look],
  );
  assert.deepEqual(answer.parts.map(saidBy), ['Let me look.', 'saw a', 'saw b', 'Both seen.']);
  const told = requests[1]?.messages.slice(2) ?? [];
  assert.deepEqual(
    told.map((message) => [message.role, 'callId' in message ? message.callId : message.text]),
    [
      ['assistant', 'Let me look.'],
      ['tool', 'look-1'],
      ['tool', 'look-2'],
    ],
  );
  assert.deepEqual(
    types.filter((type) => type.startsWith('tool.')),
    ['tool.called', 'tool.finished', 'tool.called', 'tool.finished'],
  );
});

test('the last model call may not call tools, so that an answer comes', async () => {
  const { end, answer, requests } = await played(
    [(request) => (request.toolChoice === 'none' ? says('Enough.') : calls(['look', {}]))],
    [simpleTool('look', {})],
    { limits: { modelCalls: 3, toolCalls: 100, seconds: 60 } },
  );
  assert.equal(end, 'done');
  assert.deepEqual(
    requests.map(({ toolChoice }) => toolChoice),
    ['auto', 'auto', 'none'],
  );
  assert.deepEqual(answer.parts.at(-1), { type: 'text', text: 'Enough.' });
});

test('a model that calls tools although it may not is not obeyed', async () => {
  let runs = 0;
  const look = simpleTool('look', {
    run: async () => ({ ok: true, output: `${++runs}`, files: [], citations: [] }),
  });
  const { end, requests } = await played([() => calls(['look', {}])], [look]);
  assert.equal(end, 'done');
  assert.equal(requests.length, 5);
  assert.equal(runs, 4);
});

test('one reply that asks for more calls than are left has only those run, and is told so', async () => {
  let runs = 0;
  const look = simpleTool('look', {
    run: async () => ({ ok: true, output: `ran ${++runs}`, files: [], citations: [] }),
  });
  const many = Array.from({ length: 10 }, (): [string, unknown] => ['look', {}]);
  const { end, requests } = await played([() => calls(...many), () => says('Fine.')], [look]);
  assert.equal(end, 'done');
  assert.equal(runs, 4);
  const outputs = outputsOf(requests[1]?.messages);
  assert.equal(outputs.length, 10);
  assert.deepEqual(outputs.slice(3, 5), ['ran 4', 'Cannot call tool: the limit of 4 calls is reached']);
  assert.equal(requests[1]?.toolChoice, 'none');
});

test('a tool that the agent does not have is told as unknown', async () => {
  const foreign = simpleTool('foreign', {});
  const { end, answer, requests } = await played(
    [() => calls(['foreign', {}], ['nonsense', {}]), () => says('Sorry.')],
    [foreign],
  );
  assert.equal(end, 'done');
  assert.deepEqual(outputsOf(requests[1]?.messages), [
    'Cannot call tool: there is none called "foreign"',
    'Cannot call tool: there is none called "nonsense"',
  ]);
  assert.ok(answer.parts.every((part) => part.type !== 'tool' || !part.ok));
});

test('arguments that do not fit are told with their places, and the tool is not run', async () => {
  let runs = 0;
  const look = simpleTool('look', {
    schema: z.object({ at: z.object({ line: z.number() }), mode: z.enum(['fast', 'slow']) }),
    run: async () => ({ ok: true, output: `${++runs}`, files: [], citations: [] }),
  });
  const { requests } = await played(
    [() => calls(['look', { at: { line: 'x' }, mode: 'odd' }], ['look', 'no object']), () => says('Sorry.')],
    [look],
  );
  const [first = '', second = ''] = outputsOf(requests[1]?.messages);
  assert.match(first, /^Cannot call look: at\.line: .*; mode: /);
  assert.match(second, /^Cannot call look: arguments: /);
  assert.equal(runs, 0);
});

test('a problem of a tool is told to the model with its code, and the answer goes on', async () => {
  const look = simpleTool('look', { run: () => Promise.reject(toolErrors.file_unknown('a.txt')) });
  const { end, answer, requests } = await played([() => calls(['look', {}]), () => says('No file.')], [look]);
  assert.equal(end, 'done');
  assert.match(outputsOf(requests[1]?.messages)[0] ?? '', /^Cannot read file: .*\(file_unknown\)$/);
  assert.deepEqual(answer.parts.at(-1), { type: 'text', text: 'No file.' });
});

test('an error that nobody expected fails the run', async () => {
  const broken = simpleTool('broken', { run: () => Promise.reject(new TypeError('oops')) });
  const { end } = await played([() => calls(['broken', {}]), () => says('never')], [broken]);
  assert.notEqual(end, 'done');
});

test('of a long output model and reader get the beginning, and the whole as a file', async () => {
  const look = simpleTool('look', {
    run: async () => ({ ok: true, output: 'x'.repeat(100_000), files: [], citations: [] }),
  });
  const { answer, requests } = await played([() => calls(['look', {}]), () => says('Long.')], [look]);
  const [told = ''] = outputsOf(requests[1]?.messages);
  assert.ok(told.length <= MAX_TOOL_OUTPUT_LENGTH);
  assert.match(told, /\[100000 characters; all are in the file look-look-1\.txt: read on with read_file/);
  const part = answer.parts.find((one) => one.type === 'tool');
  assert.equal(part?.output, told);
  assert.deepEqual(
    part?.files.map(({ name, size }) => [name, size]),
    [['look-look-1.txt', 100_000]],
  );
});

test('citations of several searches are numbered on', async () => {
  const firsts: number[] = [];
  const place = {
    baseId: 'b',
    documentId: 'd',
    documentName: 'd.md',
    passageId: 'p',
    heading: null,
    page: null,
    start: 0,
    end: 1,
    quote: 'q',
  };
  const look = simpleTool('look', {
    async run(_, { firstCitation }) {
      firsts.push(firstCitation);
      return { ok: true, output: 'found', files: [], citations: [place, place] };
    },
  });
  const { answer, types } = await played(
    [() => calls(['look', {}], ['look', {}]), () => says('[4]')],
    [look],
  );
  assert.deepEqual(firsts, [1, 3]);
  assert.deepEqual(
    answer.citations.map(({ index }) => index),
    [1, 2, 3, 4],
  );
  assert.equal(types.filter((type) => type === 'citations.found').length, 2);
});

test('an answer that takes longer than its agent may fails by name, with what was said', async () => {
  const bench = await agentBench({
    script: [() => [{ type: 'text', text: 'Begun.' }, ...calls(['look', {}])], () => says('too late')],
    tools: [
      simpleTool('look', {
        async run() {
          bench.runtime.advance(61_000);
          return { ok: true, output: 'slow', files: [], citations: [] };
        },
      }),
    ],
  });
  await using _ = bench;
  const worker = bench.worker();
  const end = await bench.ended(worker, await bench.start(worker));
  assert.equal(end, 'agent_out_of_time');
  assert.deepEqual(bench.answer.parts.map(saidBy), ['Begun.', 'slow']);
  assert.equal(bench.requests.length, 1);
});

/** Stops the first worker while a tool works, then lets a second one take the run up. */
async function interrupted(effect: Tool['effect'], downMs = 0) {
  let runs = 0;
  const change = simpleTool('change', {
    effect,
    traits: { approval: 'never' },
    async run(_, { signal }) {
      runs++;
      if (runs === 1)
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      return { ok: true, output: `run ${runs}`, files: [], citations: [] };
    },
  });
  const bench = await agentBench({
    script: [() => [{ type: 'text', text: 'I change it.' }, ...calls(['change', {}])], () => says('Over.')],
    tools: [change],
  });
  const first = bench.worker();
  const runId = await bench.start(first);
  await waitFor(() => runs === 1, { what: 'the tool at work' });
  await first.stop({ graceMs: 0 });
  bench.runtime.advance(downMs);
  const second = bench.worker();
  const end = await bench.ended(second, runId);
  return { bench, end, runs };
}

test('an effect that was interrupted is told to the model as such, and never run again', async () => {
  for (const effect of ['write', 'outside'] as const) {
    const { bench, end, runs } = await interrupted(effect);
    await using _ = bench;
    assert.equal(end, 'done');
    assert.equal(runs, 1);
    assert.match(outputsOf(bench.requests.at(-1)?.messages)[0] ?? '', /^Interrupted: .*it was not run again/);
    assert.equal(bench.requests.length, 2, 'the first model call is not made again');
  }
});

test('a tool that only reads runs again after an interruption', async () => {
  const { bench, end, runs } = await interrupted('read');
  await using _ = bench;
  assert.equal(end, 'done');
  assert.equal(runs, 2);
  assert.deepEqual(outputsOf(bench.requests.at(-1)?.messages), ['run 2']);
});

test('what is recorded is not lost when the server comes back after the time of the answer is over', async () => {
  const { bench, end } = await interrupted('read', 3_600_000);
  await using _ = bench;
  assert.equal(end, 'agent_out_of_time');
  assert.deepEqual(bench.answer.parts.map(saidBy), ['I change it.', 'run 2']);
});

test('an answer that is stopped keeps what was said so far', async () => {
  const bench = await agentBench({
    script: [
      async function* (request) {
        yield { type: 'text', text: 'Half of it' } as const;
        await new Promise((_resolve, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason)),
        );
      },
    ],
  });
  await using _ = bench;
  const worker = bench.worker();
  const runId = await bench.start(worker);
  await waitFor(() => bench.answer.parts.length > 0, { what: 'the first words' });
  await worker.cancel(runId, 'stopped');
  assert.equal(await bench.ended(worker, runId), 'cancelled');
  assert.deepEqual(bench.answer.parts, [{ type: 'text', text: 'Half of it' }]);
});
