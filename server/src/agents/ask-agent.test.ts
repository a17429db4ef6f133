import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, calls, type Script, says } from '../testing/agent-run.ts';
import { askAgentSpec } from './ask-agent.ts';
import { builtInAgents } from './definitions.ts';

test('the model is told of the agents that may be asked, and of no tool where there are none', () => {
  assert.equal(askAgentSpec([]), undefined);
  const spec = askAgentSpec(builtInAgents.slice(0, 2))!;
  assert.match(spec.description, /code: Code\. .*\nresearch: Research\. /);
  assert.deepEqual(spec.parameters.required, ['agent', 'task']);
});

async function told(script: Script, agents: string[], depth?: number): Promise<string[]> {
  await using bench = await agentBench({
    script,
    agent: { agents },
    ...(depth === undefined ? {} : { depth }),
  });
  const worker = bench.worker();
  assert.equal(await bench.ended(worker, await bench.start(worker)), 'done');
  return bench.answer.parts.flatMap((part) => (part.type === 'tool' ? [part.output] : []));
}

test('the answer of the other agent comes back to the one that asked', async () => {
  const script: Script = [
    () => calls(['ask_agent', { agent: 'research', task: 'find' }]),
    () => says('Merged'),
  ];
  // The agent that is asked has the same scripted model: it asks nobody and says the second line at once.
  const [output] = await told(script, ['research']);
  assert.ok(output !== undefined && output.length > 0);
});

test('a call without a task is refused to the model, not to the person', async () => {
  const script: Script = [() => calls(['ask_agent', { agent: 'research' }]), () => says('Sorry')];
  assert.deepEqual(await told(script, ['research']), ['Cannot call ask_agent: agent and task are needed']);
});

test('agents that ask agents that ask agents come to an end', async () => {
  const script: Script = [
    () => calls(['ask_agent', { agent: 'research', task: 'find' }]),
    () => says('Done'),
  ];
  assert.deepEqual(await told(script, ['research'], 3), [
    'Cannot ask another agent: too many ask each other already',
  ]);
});
