export { type Amounts, NOTHING } from './amounts.ts';
export {
  type Budgets,
  createBudgets,
  OUTSIDE_RUNS,
  RAISED,
  type Reached,
  type Reservation,
} from './budgets.ts';
export { BudgetReachedError, type Charged, charge, type Payer } from './charge.ts';
export { addRunBudget, type Limits } from './limits.ts';
export { type Spender, waitsOf } from './queries.ts';
export { forgetRunBudgets } from './retention.ts';
export { budgetRoutes } from './routes.ts';
