import { validate } from '@agenticgen/orchestrator/workflow';
import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { changeNode } from './edit.ts';
import { countByNode, type Place, placeOf } from './problems.ts';

const placesOf = (draft: ReturnType<typeof sampleDraft>): Place[] => {
  const validation = validate(draft);
  return validation.ok ? [] : validation.problems.map((problem) => placeOf(draft, problem));
};

test('a problem of a field is placed at its node and field', () => {
  const draft = changeNode(sampleDraft(), [], 'mend', { task: '' });
  expect(placesOf(draft)).toEqual([{ level: [], id: 'mend', field: 'task' }]);
});

test('a problem inside of a map is placed at the level of the map', () => {
  const draft = changeNode(sampleDraft(), ['each'], 'second', { value: '{{nodes.nobody}}' });
  const [place] = placesOf(draft);
  expect(place).toMatchObject({ level: ['each'], id: 'second' });
});

test('a problem of the whole has no node', () => {
  const draft = { ...sampleDraft(), name: '' };
  expect(placesOf(draft)).toEqual([{ level: [], id: null, field: 'name' }]);
});

test('an arrow from nowhere is a problem of the node that it goes to', () => {
  const places = placesOf(changeNode(sampleDraft(), [], 'accept', { after: ['nobody'] }));
  expect(places).toContainEqual({ level: [], id: 'accept', field: 'after' });
});

test('a path that leads nowhere falls back on the node that the problem names', () => {
  const place = placeOf(sampleDraft(), { path: ['nodes', 99, 'task'], node: ['each', 'first'] });
  expect(place).toMatchObject({ level: ['each'], id: 'first' });
});

test('countByNode() counts what is inside of a map at the map, and inside at its own nodes', () => {
  const places: Place[] = [
    { level: [], id: 'mend', field: 'task' },
    { level: ['each'], id: 'first', field: null },
    { level: ['each'], id: 'first', field: null },
    { level: [], id: null, field: 'name' },
  ];
  expect(countByNode(places, [])).toEqual(
    new Map([
      ['mend', 1],
      ['each', 2],
    ]),
  );
  expect(countByNode(places, ['each'])).toEqual(new Map([['first', 2]]));
  expect(countByNode(places, ['other'])).toEqual(new Map());
});
