import { expect, test } from 'vitest';
import { aTool } from '../../testing/tools.ts';
import { filteredTools, NO_FILTER } from './tool-filters.ts';

const tools = [
  aTool({ name: 'b', title: 'Beta', effect: 'outside', source: { kind: 'mcp', id: 's', name: 'Weather' } }),
  aTool({ name: 'a', title: 'Alpha' }),
  aTool({ name: 'c', title: 'Gamma', state: 'pending' }),
  aTool({ name: 'd', title: 'Delta', state: 'gone' }),
];
const names = (more: object) => filteredTools(tools, { ...NO_FILTER, ...more }).map(({ name }) => name);

test('tools that wait for approval come first, those that are gone last, the others by name', () => {
  expect(names({})).toEqual(['c', 'a', 'b', 'd']);
});

test('all words have to be found, also in the name of the source', () => {
  expect(names({ text: 'weather BETA' })).toEqual(['b']);
  expect(names({ text: 'weather alpha' })).toEqual([]);
});

test('source, effect and risk narrow the list', () => {
  expect(names({ source: 'mcp' })).toEqual(['b']);
  expect(names({ effect: 'outside' })).toEqual(['b']);
  expect(names({ risk: 'high' })).toEqual([]);
});
