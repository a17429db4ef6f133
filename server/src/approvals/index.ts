export { type Asking, askApproval, type Decision } from './ask.ts';
export { approvalErrors } from './errors.ts';
export { type ApprovalProcedure, approvalProcedure } from './procedure.ts';
export { approvalRoutes } from './routes.ts';
