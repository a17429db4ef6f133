export { type Asking, askApproval, type Decision } from './ask.ts';
export { approvalErrors } from './errors.ts';
export { approvalRoutes } from './routes.ts';
