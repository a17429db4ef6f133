export { workflowErrors } from './errors.ts';
export { scheduleFirer } from './fire.ts';
export { type WorkflowProcedure, workflowProcedures } from './procedures.ts';
export { type WorkflowRouteNeeds, workflowRoutes } from './routes.ts';
export type { TaskNeeds } from './tasks.ts';
export { type TriggerEvent, triggerIn } from './trigger-events.ts';
