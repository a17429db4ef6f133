/** `read` changes nothing and may run again; `write` changes the workspace; `outside` is seen by others. */
export const EFFECTS = ['read', 'write', 'outside'] as const;
export type Effect = (typeof EFFECTS)[number];

/** How much harm a call can do. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** `policy`: as the workspace's policy says for the tool's effect and risk. */
export const APPROVALS = ['policy', 'never', 'ask'] as const;
export type ApprovalRule = (typeof APPROVALS)[number];

/** How a tool is handled. A tool says what is usual for it, a workspace may set each otherwise. */
export interface Traits {
  risk: Risk;
  approval: ApprovalRule;
  /** Money of one call, in millionths; counted against budgets. */
  costMicros: number;
  /** Of one try. */
  timeoutMs: number;
  /** Further tries after one that failed for a passing reason. Only tools that change nothing are tried again. */
  retries: number;
  /** Calls in a minute in one workspace; null without bound. */
  ratePerMinute: number | null;
  /** How long a result is used again for the same person, place and arguments; 0 for never. Only of `read`. */
  cacheTtlMs: number;
}

export const DEFAULT_TIMEOUT_MS = 60_000;
export const MAX_TIMEOUT_MS = 10 * 60_000;
export const MAX_TOOL_RETRIES = 5;
export const MAX_CACHE_TTL_MS = 24 * 3_600_000;

const USUAL_RISK: Record<Effect, Risk> = { read: 'low', write: 'medium', outside: 'high' };

export function traitsOf(
  { effect, traits }: { effect: Effect; traits?: Partial<Traits> | undefined },
  set: { [K in keyof Traits]?: Traits[K] | undefined } = {},
): Traits {
  const usual: Traits = {
    risk: USUAL_RISK[effect],
    approval: 'policy',
    costMicros: 0,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    retries: 0,
    ratePerMinute: null,
    cacheTtlMs: 0,
    ...traits,
  };
  const given = Object.entries(set).filter(([name, value]) => name in usual && value !== undefined);
  const all: Traits = { ...usual, ...Object.fromEntries(given) };
  return effect === 'read' ? all : { ...all, retries: 0, cacheTtlMs: 0 };
}
