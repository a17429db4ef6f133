import { FULL_CAP_MS } from '../limits.ts';
import { createDamping, type Damping } from './damping.ts';
import { type Policy, USUAL_MS } from './policy.ts';
import { add, createTokenBucket, type TokenBucket, type Vector, vectorOf } from './resources.ts';
import { type Candidate, capNames } from './task.ts';

export interface Started {
  task: Candidate;
  startedAt: number;
  /** What its workspace was charged. */
  expectedMs: number;
  vector: Vector;
}

/** What a process has under way and has given to whom: the state that the policy chooses with. */
export interface Account {
  readonly policy: Policy;
  readonly running: ReadonlyMap<string, Started>;
  readonly free: Vector;
  readonly tokens: TokenBucket;
  readonly damping: Damping;
  /** Runs under way by name of a cap, and by pool. */
  busy(name: string): number;
  busyInPool(pool: string): number;
  /** Other processes have filled these caps, as far as is known until then. */
  fill(names: Iterable<string>, until: number): void;
  isFull(name: string, now: number): boolean;
  /** Where the workspace stands: service it was given by its weight, in ms; at least the virtual time. */
  tagOf(scope: string | null): number;
  /** Moves the virtual time, which never goes back. */
  advance(virtual: number): void;
  /** True in every n-th choice: it goes to age. */
  countChoice(): boolean;
  start(task: Candidate, now: number): void;
  end(runId: string, now: number, isFailure: boolean | null): void;
  copy(): Account;
}

interface Books {
  running: Map<string, Started>;
  names: Map<string, number>;
  pools: Map<string, number>;
  tags: Map<string | null, number>;
  fullUntil: Map<string, number>;
  virtual: number;
  choices: number;
  free: Vector;
}

/** Scopes whose tag is kept; one that is forgotten begins again at the virtual time. */
export const MAX_TAGS = 10_000;

export function createAccount(policy: Policy): Account {
  const { capacity } = policy;
  const books: Books = {
    running: new Map(),
    names: new Map(),
    pools: new Map(),
    tags: new Map(),
    fullUntil: new Map(),
    virtual: 0,
    choices: 0,
    free: vectorOf(capacity, Number.POSITIVE_INFINITY),
  };
  const tokens = createTokenBucket(capacity.tokensPerMinute ?? Number.POSITIVE_INFINITY);
  return keep(policy, books, tokens, createDamping());
}

/**
 * Shares are start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): a workspace's tag grows with what it
 * is given, divided by its weight, and one that comes back begins at the virtual time.
 */
function keep(policy: Policy, books: Books, tokens: TokenBucket, damping: Damping): Account {
  const { running, names, pools, tags, free, fullUntil } = books;

  const tagOf = (scope: string | null) => Math.max(books.virtual, tags.get(scope) ?? 0);

  function charge(scope: string | null, ms: number): void {
    const weight = scope === null ? 1 : Math.max(1e-6, policy.weightOf(scope));
    const tag = tagOf(scope) + ms / weight;
    tags.set(scope, tag);
    if (tags.size > MAX_TAGS) forgetIdle();
  }

  function forgetIdle(): void {
    for (const [scope, tag] of tags) if (tag <= books.virtual) tags.delete(scope);
    while (tags.size > MAX_TAGS) tags.delete(tags.keys().next().value!);
  }

  function count(task: Candidate, by: 1 | -1): void {
    bump(pools, task.pool, by);
    for (const name of capNames(task)) bump(names, name, by);
  }

  return {
    policy,
    running,
    free,
    tokens,
    damping,
    busy: (name) => names.get(name) ?? 0,
    busyInPool: (pool) => pools.get(pool) ?? 0,
    fill(filled, until) {
      for (const [name, end] of fullUntil) if (end < until - FULL_CAP_MS) fullUntil.delete(name);
      for (const name of filled) fullUntil.set(name, until);
    },
    isFull: (name, now) => (fullUntil.get(name) ?? 0) > now,
    tagOf,
    advance(virtual) {
      books.virtual = Math.max(books.virtual, virtual);
    },
    countChoice() {
      books.choices++;
      return books.choices % policy.agedEvery === 0;
    },
    start(task, now) {
      const expectedMs = task.expectedMs ?? USUAL_MS;
      const vector = vectorOf(task.needs);
      running.set(task.runId, { task, startedAt: now, expectedMs, vector });
      count(task, 1);
      add(free, vector, -1);
      tokens.take(task.needs?.tokensPerMinute ?? 0, now);
      charge(task.scope, expectedMs);
    },
    end(runId, now, isFailure) {
      const started = running.get(runId);
      if (!started) return;
      const { task, startedAt, expectedMs, vector } = started;
      running.delete(runId);
      count(task, -1);
      add(free, vector, 1);
      charge(task.scope, now - startedAt - expectedMs);
      if (isFailure !== null) damping.ended(task, isFailure, now);
    },
    copy() {
      const own = { running: new Map(running), names: new Map(names), pools: new Map(pools) };
      const copied = {
        ...books,
        ...own,
        tags: new Map(tags),
        fullUntil: new Map(fullUntil),
        free: { ...free },
      };
      return keep(policy, copied, tokens.copy(), damping.copy());
    },
  };
}

function bump(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
