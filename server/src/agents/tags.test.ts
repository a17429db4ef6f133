import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentDefinition } from './definitions.ts';
import { agentErrors } from './errors.ts';
import { findAgent } from './index.ts';
import { type Tagged, tagsOf } from './tags.ts';

const OWN: AgentDefinition = {
  ...findAgent('code')!,
  id: 'own',
  modelId: 'm2',
  limits: { modelCalls: 1, toolCalls: 1, seconds: 1, concurrency: 3 },
};

function tags(wanted: Tagged) {
  const agents = {
    async find(_: string, id: string) {
      if (id === 'own') return OWN;
      const found = findAgent(id);
      if (!found) throw agentErrors.agent_unknown(id);
      return found;
    },
    match: async (_: string, task: string) =>
      task === 'mine' ? [{ agentId: 'own', name: 'Own', score: 1, matched: [] }] : [],
  };
  const models = { idOf: async ({ modelId }: { modelId?: string | undefined }) => modelId ?? 'usual' };
  return tagsOf({ agents, models }, 'w', wanted);
}

test('work counts for its agent and its model, both of the workspace', async () => {
  assert.deepEqual(await tags({ agentId: 'code' }), { caps: ['agent:w/code', 'model:w/usual'] });
  assert.deepEqual(await tags({ agentId: 'code', modelId: 'm1' }), { caps: ['agent:w/code', 'model:w/m1'] });
  assert.deepEqual(await tags({ modelId: 'm1' }), { caps: ['model:w/m1'] });
});

test('an agent brings its own model and its own limit', async () => {
  const limits = { 'agent:w/own': 3 };
  assert.deepEqual(await tags({ agentId: 'own' }), { caps: ['agent:w/own', 'model:w/m2'], limits });
  assert.deepEqual(await tags({ agentId: 'auto', task: 'mine' }), {
    caps: ['agent:w/own', 'model:w/m2'],
    limits,
  });
});

test('an agent that is not there, or not chosen yet, is left out', async () => {
  assert.deepEqual(await tags({ agentId: 'none' }), { caps: ['model:w/usual'] });
  assert.deepEqual(await tags({ agentId: 'auto', task: 'nothing' }), { caps: ['model:w/usual'] });
  assert.deepEqual(await tags({}), { caps: ['model:w/usual'] });
});
