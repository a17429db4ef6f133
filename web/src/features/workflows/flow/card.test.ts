import { expect, test } from 'vitest';
import type { NodeState } from '../../../lib/api-types.ts';
import { sampleDraft } from '../../../testing/draft.ts';
import { arrowsOf, cardsOf } from './card.ts';
import { graphAt } from './draft.ts';
import { changeNode, connect } from './edit.ts';

const none = new Set<string>();
const shown = (draft = sampleDraft()) => ({
  graph: draft,
  level: [] as string[],
  layout: draft.layout,
  isEditable: true,
  selected: none,
  run: null,
});
const state = (
  path: string,
  value: NodeState['state'],
  more: Partial<NodeState> = {},
): [string, NodeState] => [
  path,
  {
    path,
    type: 'value',
    state: value,
    attempt: 1,
    startedAt: 1,
    finishedAt: null,
    runId: null,
    error: null,
    usage: {},
    ports: [],
    lastSequence: null,
    ...more,
  },
];

test('every node is a card with its size, its name for the screen reader, and its problems', () => {
  const cards = cardsOf({ ...shown(), selected: new Set(['mend']), problems: new Map([['each', 3]]) });
  expect(cards.map(({ id }) => id)).toEqual(['look', 'check', 'mend', 'accept', 'each']);
  for (const card of cards) {
    expect(card.measured).toEqual({ width: card.width, height: card.height });
    expect(card.ariaLabel).toBe(card.id);
    expect(card.selected).toBe(card.id === 'mend');
    expect(card.data.problems).toBe(card.id === 'each' ? 3 : 0);
    expect(card.data.run).toBeNull();
  }
});

test('a card of a run is higher, knows its state and stays where it is', () => {
  const draft = sampleDraft();
  const run = new Map([state('look', 'done')]);
  const before = cardsOf(shown(draft));
  const [card] = cardsOf({ ...shown(draft), isEditable: false, run });
  expect(card!.height! - before[0]!.height!).toBeGreaterThan(0);
  expect(card?.data.run?.state).toBe('done');
  expect([card?.draggable, card?.connectable]).toEqual([false, false]);
});

test('a title is what a card is called', () => {
  const cards = cardsOf(shown(changeNode(sampleDraft(), [], 'mend', { title: 'Mend it' })));
  expect(cards[2]?.ariaLabel).toBe('Mend it');
});

test('arrows leave by the port that `after` names; those from nowhere are none', () => {
  const draft = changeNode(sampleDraft(), [], 'accept', { after: ['mend', 'gone', 'check:otherwise'] });
  const arrows = arrowsOf(shown(draft));
  expect(arrows.map(({ source, sourceHandle, target }) => [source, sourceHandle, target])).toEqual([
    ['look', 'done', 'check'],
    ['check', 'yes', 'mend'],
    ['mend', 'done', 'accept'],
    ['check', 'otherwise', 'accept'],
  ]);
  expect(new Set(arrows.map(({ id }) => id)).size).toBe(4);
});

test('an arrow of failure is told apart', () => {
  const draft = connect(sampleDraft(), [], { from: 'look', port: 'error', to: 'accept' })!;
  const arrow = arrowsOf(shown(draft)).find(({ sourceHandle }) => sourceHandle === 'error');
  expect(arrow?.className).toBe('error');
  expect(arrow?.data?.isError).toBe(true);
});

test('the arrows that a run took are marked, and the one to what works now moves', () => {
  const draft = connect(sampleDraft(), [], { from: 'check', port: 'otherwise', to: 'accept' })!;
  const run = new Map([
    state('look', 'done'),
    state('check', 'done', { type: 'condition', ports: ['yes'] }),
    state('mend', 'running'),
  ]);
  const arrows = arrowsOf({ ...shown(draft), run });
  const byId = Object.fromEntries(arrows.map((arrow) => [arrow.id, arrow]));
  expect(byId['look:done>check']).toMatchObject({ className: 'taken', animated: false });
  expect(byId['check:yes>mend']).toMatchObject({ className: 'taken', animated: true });
  expect(byId['check:otherwise>accept']).toMatchObject({ className: '', animated: false });
  expect(byId['mend:done>accept']).toMatchObject({ className: '', animated: false });
});

test.each([
  ['approved', 'done', 'taken'],
  ['approved', 'rejected', ''],
  ['rejected', 'rejected', 'taken'],
  ['expired', 'rejected', ''],
])('an approval that was %s left by %s: %s', (decision, port, className) => {
  const nodes = [
    { id: 'ask', type: 'approval' as const },
    { id: 'next', type: 'join' as const, after: [port === 'done' ? 'ask' : `ask:${port}`] },
  ];
  const run = new Map([state('ask', 'done', { type: 'approval', ports: [decision] })]);
  const [arrow] = arrowsOf({ graph: { nodes }, isEditable: false, run });
  expect(arrow?.className).toBe(className);
});

test('the nodes inside of a map have the states of the round that is shown', () => {
  const draft = sampleDraft();
  const cards = cardsOf({
    ...shown(draft),
    graph: graphAt(draft, ['each'])!,
    level: ['each'],
    run: new Map([state('first', 'failed')]),
  });
  expect(cards.map(({ id, data }) => [id, data.run?.state ?? null])).toEqual([
    ['first', 'failed'],
    ['second', null],
  ]);
});
