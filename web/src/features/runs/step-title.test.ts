import { expect, test } from 'vitest';
import en from '../../i18n/en.json';
import { stepTitle } from './step-title.ts';
import type { LineEvent } from './time-line.ts';

const called = (tool: unknown): LineEvent => ({
  sequence: 1,
  at: 1,
  type: 'tool.called',
  payload: { callId: 'c', tool },
  count: 1,
});

test('calls of models are numbered, calls of tools are named', () => {
  expect(stepTitle({ name: 'model-12', events: [] })).toEqual({ key: 'step.model', number: 12 });
  expect(stepTitle({ name: 'tool-1-2', events: [called('run_code')] })).toEqual({
    key: 'step.tool',
    tool: 'run_code',
  });
});

test('a call that was tried again after a raise is the same call', () => {
  expect(stepTitle({ name: 'model-3~2', events: [] })).toEqual({ key: 'step.model', number: 3 });
});

test('a tool call of which nothing is known yet is a tool call', () => {
  expect(stepTitle({ name: 'tool-1-1', events: [] })).toEqual({ key: 'step.someTool' });
  expect(stepTitle({ name: 'tool-1-1', events: [called(7)] })).toEqual({ key: 'step.someTool' });
});

test('every step that has a title has it in the catalogue; an unknown one keeps its name', () => {
  const names = [
    'route',
    'save',
    'save-partial',
    'agent',
    'ask-agents',
    'agent-result',
    'index',
    'ready',
    'failed',
    'remove',
    'execute',
    'model-1',
    'tool-1-1',
    'tool-1-1~approval',
    'tool-1-1~resumed',
    'model-2~wait1',
    'model-2~raised12',
    'model-2~resumed1',
  ];
  const titles: Record<string, string> = en.step;
  for (const name of names) {
    const key = stepTitle({ name, events: [] })?.key.replace('step.', '') ?? '';
    expect(titles[key], name).toBeTruthy();
  }
  expect(stepTitle({ name: 'model-x', events: [] })).toBeNull();
  expect(stepTitle({ name: 'remodel-1', events: [] })).toBeNull();
});
