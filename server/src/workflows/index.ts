export { type DeliverNeeds, deliveryProcedure } from './deliveries.ts';
export { workflowErrors } from './errors.ts';
export { scheduleFirer } from './fire.ts';
export { type WorkflowProcedure, workflowProcedures } from './procedures.ts';
export { forgetWorkflowRuns } from './retention.ts';
export { type WorkflowRouteNeeds, workflowRoutes } from './routes.ts';
export type { TaskNeeds } from './tasks.ts';
export { type TriggerEvent, triggerIn } from './trigger-events.ts';
export { workflowProvider } from './workflow-provider.ts';
