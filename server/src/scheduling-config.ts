import { availableParallelism, totalmem } from 'node:os';
import type { PoolBounds, PoolOptions, Resources } from '@agenticgen/orchestrator';
import { z } from 'zod';

const MAX_ENTRIES = 200;
const MAX_POOL_SIZE = 10_000;
const MB = 1024 * 1024;
const RESOURCES = [
  'cpu',
  'memoryMb',
  'gpu',
  'tokensPerMinute',
] as const satisfies readonly (keyof Resources)[];

/** `name=value` with commas between; `read` gives undefined for what is no value. */
function entries<T>(hint: string, read: (text: string, name: string) => T | undefined) {
  return z.string().transform((text, context): Record<string, T> => {
    const parts = text.split(',').filter((part) => part.trim() !== '');
    const found = parts.map((part) => {
      const at = part.lastIndexOf('=');
      const name = part.slice(0, Math.max(at, 0)).trim();
      return [name, name === '' ? undefined : read(part.slice(at + 1).trim(), name)] as const;
    });
    const isWrong = found.some(([, value]) => value === undefined) || found.length > MAX_ENTRIES;
    if (isWrong) context.addIssue({ code: 'custom', message: `wanted ${hint}, with commas between` });
    return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  });
}

function numberOf(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function boundsOf(text: string): PoolBounds | undefined {
  const [, min, max] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const bounds = { min: Number(min), max: Number(max) };
  return bounds.min <= bounds.max && bounds.max >= 1 && bounds.max <= MAX_POOL_SIZE ? bounds : undefined;
}

const cap = z.coerce.number().int().min(0).max(1_000_000).default(0);

/** The keys of the configuration that say how much may work at a time, and who goes first. */
export const schedulingKeys = {
  RUNS_PER_WORKSPACE: cap.describe('Runs of a workspace at work at a time, over all processes; 0: no bound'),
  RUNS_PER_AGENT: cap.describe('The same for each agent of a workspace, beside its own limit; 0: no bound'),
  RUNS_PER_MODEL: cap.describe('The same for each model of a workspace; 0: no bound'),
  CAPACITY: entries('cpu=, memoryMb=, gpu= or tokensPerMinute= and a number', (text, name) =>
    (RESOURCES as readonly string[]).includes(name) ? numberOf(text) : undefined,
  )
    .default({})
    .describe(
      'What a process has for tasks that say what they need: cpu=4,memoryMb=8000,gpu=0,tokensPerMinute=90000',
    ),
  POOLS: entries('name=min-max', boundsOf)
    .default({ 'agent:*': { min: 4, max: 32 } })
    .describe('Workers of a process by pool, between bounds: agent:*=4-32,code=0-8'),
  WORKSPACE_SHARES: entries('workspace=number above 0', (text) => numberOf(text) || undefined)
    .default({})
    .describe('Shares of workspaces beside the usual 1, by their ids: <id>=2,<id>=0.5'),
} as const;

type Given = z.infer<z.ZodObject<typeof schedulingKeys>>;

/** Plain, so that it can be shown and compared. */
export interface Scheduling {
  caps: Readonly<Record<string, number>>;
  capacity: Readonly<Resources>;
  pools: PoolOptions;
  /** By workspace; 1 where nothing is said. */
  shares: Readonly<Record<string, number>>;
}

/** Cores and memory are the machine's where nothing else is said; the rest is without bound. */
export function schedulingOf(given: Given): Scheduling {
  const caps = Object.entries({
    'scope:*': given.RUNS_PER_WORKSPACE,
    'agent:*': given.RUNS_PER_AGENT,
    'model:*': given.RUNS_PER_MODEL,
  }).filter(([, limit]) => limit > 0);
  const machine = { cpu: availableParallelism(), memoryMb: Math.floor(totalmem() / MB) };
  return {
    caps: Object.fromEntries(caps),
    capacity: { ...machine, ...given.CAPACITY },
    pools: given.POOLS,
    shares: given.WORKSPACE_SHARES,
  };
}
