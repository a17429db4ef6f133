export { createKeyFor, listUsers, verifyAuditOf } from './admin.ts';
export type { AuditVerdict } from './audit/index.ts';
export { type Config, configKeys, readConfig } from './config.ts';
export { openDatabase } from './db/index.ts';
export { isProblem, Problem } from './problem/index.ts';
export { localDriver } from './sandbox-driver.ts';
export { type Running, start } from './start.ts';
export { langChainTool, type Tool } from './tools/index.ts';
