import type { Runtime } from '../runtime/index.ts';
import type { Amounts } from './amounts.ts';
import type { Budgets, CallKey, Reached } from './budgets.ts';
import type { Spender } from './queries.ts';

/** In whose name a call is made that costs, and by which try of which step. */
export interface Payer {
  key: CallKey;
  spender: Spender;
}

/** A call was not made, since a budget has no room for it. */
export class BudgetReachedError extends Error {
  readonly reached: Reached;

  constructor(reached: Reached) {
    super(`Cannot make call: the budget of the ${reached.kind} has no room for it`);
    this.name = 'BudgetReachedError';
    this.reached = reached;
  }
}

export interface ChargeNeeds {
  budgets: Pick<Budgets, 'reserve'>;
  runtime: Pick<Runtime, 'now'>;
}

export interface Charged<T> {
  result: T;
  /** Seconds are measured here. */
  spent: Amounts;
}

/** Holds what a call will probably cost, makes it, and counts what it did cost. Throws `BudgetReachedError`. */
export async function charge<T>(
  { budgets, runtime }: ChargeNeeds,
  { key, spender }: Payer,
  expected: () => Promise<Amounts>,
  call: () => Promise<Charged<T>>,
): Promise<T> {
  const hold = await budgets.reserve(key, spender, expected);
  if (hold.kind === 'reached') throw new BudgetReachedError(hold.reached);
  const began = runtime.now();
  try {
    const { result, spent } = await call();
    await hold.settle({ ...spent, seconds: (runtime.now() - began) / 1_000 });
    return result;
  } catch (error) {
    await hold.release();
    throw error;
  }
}
