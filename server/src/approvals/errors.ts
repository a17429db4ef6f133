import { defineErrors } from '../problem/index.ts';

export const approvalErrors = defineErrors({
  approval_decided: {
    status: 409,
    message: (state: string) => `Cannot decide: the approval is ${state} already`,
  },
  approval_voted: { status: 409, message: () => 'Cannot decide: you have decided already' },
  approval_changed: {
    status: 409,
    message: () => 'Cannot decide: what is asked is no longer what you saw',
  },
  approval_not_editable: {
    status: 400,
    message: () => 'Cannot change what is asked: it can only be approved or rejected as it is',
  },
  approval_not_yours: {
    status: 403,
    message: () => 'Cannot decide: the approval asks other people',
  },
  approval_own: {
    status: 403,
    message: () => 'Cannot decide: two people have to approve, and who asked is not one of them',
  },
});
