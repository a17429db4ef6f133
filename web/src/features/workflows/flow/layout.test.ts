import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { graphAt } from './draft.ts';
import {
  autoLayout,
  CARD_WIDTH,
  cardHeight,
  FOOT_HEIGHT,
  freePlace,
  HEAD_HEIGHT,
  positionsOf,
} from './layout.ts';

test('autoLayout() puts what comes after to the right and covers no card with another', () => {
  const draft = sampleDraft();
  const places = autoLayout(draft);
  const x = (id: string) => places.get(id)?.x ?? Number.NaN;
  expect(x('look')).toBeLessThan(x('check'));
  expect(x('check')).toBeLessThan(x('mend'));
  expect(x('mend')).toBeLessThan(x('accept'));
  const all = [...places.values()];
  for (const [index, a] of all.entries()) {
    for (const b of all.slice(index + 1)) {
      const isApart = Math.abs(a.x - b.x) >= CARD_WIDTH || Math.abs(a.y - b.y) >= HEAD_HEIGHT;
      expect(isApart).toBe(true);
    }
  }
});

test('autoLayout() does not mind circles and arrows from nowhere', () => {
  const nodes = [
    { id: 'a', type: 'join' as const, after: ['b', 'gone'] },
    { id: 'b', type: 'join' as const, after: ['a'] },
  ];
  expect([...autoLayout({ nodes }).keys()]).toEqual(['a', 'b']);
});

test('a card is as high as its ports and the foot that a run gives it', () => {
  const [look, check] = sampleDraft().nodes;
  expect(cardHeight(look!, false)).toBe(HEAD_HEIGHT);
  expect(cardHeight(look!, true)).toBe(HEAD_HEIGHT + FOOT_HEIGHT);
  expect(cardHeight(check!, false)).toBeGreaterThan(HEAD_HEIGHT);
});

test('positionsOf() keeps chosen places and puts a new node behind the one it follows', () => {
  const draft = sampleDraft();
  const layout = {
    look: { x: 0, y: 0 },
    check: { x: 300, y: 0 },
    each: { x: 0, y: 400 },
    accept: { x: 900, y: 0 },
  };
  const places = positionsOf(draft, [], layout);
  expect(places.get('check')).toEqual({ x: 300, y: 0 });
  expect(places.get('mend')?.x).toBeGreaterThan(300 + CARD_WIDTH);
  expect(places.size).toBe(5);
});

test('positionsOf() lays a level out whole where nothing was chosen in it', () => {
  const draft = sampleDraft();
  const inner = graphAt(draft, ['each'])!;
  expect(positionsOf(inner, ['each'], { look: { x: 5, y: 5 } })).toEqual(autoLayout(inner));
  const chosen = positionsOf(inner, ['each'], { 'each.first': { x: 5, y: 5 } });
  expect(chosen.get('first')).toEqual({ x: 5, y: 5 });
});

test('freePlace() goes down until no card is covered', () => {
  const taken = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 0, y: 96 }],
  ]);
  expect(freePlace({ x: 500, y: 0 }, taken)).toEqual({ x: 500, y: 0 });
  const place = freePlace({ x: 10, y: 10 }, taken);
  expect(place.x).toBe(10);
  expect(place.y).toBeGreaterThan(96 + HEAD_HEIGHT);
});
