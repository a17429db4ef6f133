import { type Catalogue, type Problem, validate } from '@agenticgen/orchestrator/workflow';
import { useDeferredValue, useMemo } from 'react';
import { useRead } from '../../../lib/queries.ts';
import type { Draft } from '../flow/draft.ts';
import { type Place, placeOf } from '../flow/problems.ts';

export interface PlacedProblem extends Problem {
  place: Place;
}

/** Every problem of the draft, found while it is written. Agents and tools count once they are known. */
export function useProblems(draft: Draft): PlacedProblem[] {
  const agents = useRead('GET /api/v1/agents', {}).data?.items;
  const tools = useRead('GET /api/v1/tools', {}).data?.items;
  const checked = useDeferredValue(draft);
  return useMemo(() => {
    const catalogue: Catalogue = {
      ...(agents ? { agent: (id: string) => id === 'auto' || agents.some((agent) => agent.id === id) } : {}),
      ...(tools
        ? {
            tool(name: string) {
              const found = tools.find((tool) => tool.name === name);
              return found && { arguments: found.parameters };
            },
          }
        : {}),
    };
    const validation = validate(checked, catalogue);
    if (validation.ok) return [];
    return validation.problems.map((problem) => ({ ...problem, place: placeOf(checked, problem) }));
  }, [checked, agents, tools]);
}
