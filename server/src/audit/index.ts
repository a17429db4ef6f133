export { type Audit, createAudit } from './audit.ts';
export { createEgressAudit, EGRESS_EVENT } from './egress.ts';
export { auditRequests } from './requests.ts';
export { auditRoutes } from './routes.ts';
export { type AuditVerdict, verifyAudit } from './verify.ts';
