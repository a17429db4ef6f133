import { expect, test } from 'vitest';
import type { ExplainedSearch } from '../../../lib/api-types.ts';
import { stepsOf } from './standings.ts';

const STAGES: ExplainedSearch['stages'] = (['keyword', 'vector', 'fusion', 'diversity'] as const).map(
  (stage) => ({ stage, ms: 1 }),
);
const item = (standings: object) => ({ standings }) as ExplainedSearch['items'][number];
const at = (rank: number) => ({ rank, score: 1 / rank });

test('the fusion moves a hit against the better of its ranks, diversity against the fusion', () => {
  const steps = stepsOf(STAGES, item({ keyword: at(4), vector: at(2), fusion: at(1), diversity: at(3) }));
  expect(steps.map(({ rank, moved }) => [rank, moved])).toEqual([
    [4, 0],
    [2, 0],
    [1, 1],
    [3, -2],
  ]);
});

test('a stage that did not have the hit moves nothing', () => {
  const steps = stepsOf(STAGES.slice(0, 3), item({ keyword: null, vector: at(5), fusion: at(9) }));
  expect(steps.map(({ rank, moved }) => [rank, moved])).toEqual([
    [null, 0],
    [5, 0],
    [9, -4],
  ]);
});

test('a model moves a hit against the stage before it, and moves nothing that it was not shown', () => {
  const stages = (['keyword', 'decay', 'rerank'] as const).map((stage) => ({ stage, ms: 1 }));
  const moves = (standings: object) => stepsOf(stages, item(standings)).map(({ moved }) => moved);
  expect(moves({ keyword: at(4), decay: at(6), rerank: { rank: 1, score: null } })).toEqual([0, -2, 5]);
  expect(moves({ keyword: at(60), decay: at(60), rerank: null })).toEqual([0, 0, 0]);
});
