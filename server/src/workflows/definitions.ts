import { createHash } from 'node:crypto';
import type { Resources } from '@agenticgen/orchestrator';
import { type Catalogue, type Definition, type Problem, validate } from '@agenticgen/orchestrator/workflow';
import { parse as parseYaml } from 'yaml';
import type { Agents } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { parametersOf, type Toolbox } from '../tools/index.ts';
import { workflowErrors } from './errors.ts';
import { workflowNames } from './queries.ts';

/** Aliases of one YAML text that are followed: more could make a small text huge. */
const MAX_YAML_ALIASES = 100;

/** What people send as a definition: an object, or the text of YAML, of which JSON is a part. */
export type Source = Record<string, unknown> | string;

/** Throws `workflow_unreadable`. */
export function parseSource(source: Source): unknown {
  if (typeof source !== 'string') return source;
  try {
    return parseYaml(source, { maxAliasCount: MAX_YAML_ALIASES, schema: 'core' });
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw workflowErrors.workflow_unreadable(line ?? '');
  }
}

export interface CatalogueNeeds {
  db: Database;
  agents: Agents;
  toolbox: Toolbox;
  /** What a process has to give. */
  capacity: Resources;
}

/** The things that nodes may name, as the workspace has them now. */
export async function catalogueOf(
  { db, agents, toolbox, capacity }: CatalogueNeeds,
  workspaceId: string,
): Promise<Catalogue> {
  const byName = new Map((await toolbox.usable(workspaceId)).map(({ tool }) => [tool.name, tool]));
  const agentIds = new Set((await agents.list(workspaceId)).map(({ id }) => id));
  const workflows = new Set(await workflowNames(db, workspaceId));
  return {
    agent: (id) => agentIds.has(id),
    tool(name) {
      const tool = byName.get(name);
      if (!tool) return undefined;
      const hasEffect = tool.effect !== 'read';
      return { arguments: parametersOf(tool), hasEffect };
    },
    capacity,
    workflow: (name) => (workflows.has(name) ? {} : undefined),
  };
}

export function problemsOf(source: Source, catalogue: Catalogue): Problem[] {
  const validation = validate(parseSource(source), catalogue);
  return validation.ok ? [] : validation.problems;
}

/** Throws `workflow_invalid` with all problems in its details. */
export function definitionOf(source: Source, catalogue: Catalogue): Definition {
  const validation = validate(parseSource(source), catalogue);
  if (validation.ok) return validation.definition;
  const { problems } = validation;
  throw workflowErrors.workflow_invalid(problems).with({ problems });
}

/** Says whether two definitions do the same: where the canvas shows the nodes does not matter. */
export function hashOf({ layout: _, ...rest }: Definition): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
