export { type Asking, askApproval, type Decision, hashPayload } from './ask.ts';
export { DEFAULT_ROLES as DEFAULT_DECIDERS } from './deciders.ts';
export { approvalErrors } from './errors.ts';
export { type ApprovalProcedure, approvalProcedure } from './procedure.ts';
export { approvalRoutes } from './routes.ts';
