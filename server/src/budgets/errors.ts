import { defineErrors } from '../problem/index.ts';

export const budgetErrors = defineErrors({
  budget_exists: {
    status: 409,
    message: () => 'Cannot add budget: there is one for this already; change its limits instead',
  },
  budget_subject_missing: {
    status: 400,
    message: (kind: string) => `Cannot add budget: the ${kind} that it is for is missing`,
  },
});
