export { listenRpc, type RpcServer } from './listen.ts';
export { orchestratorService } from './orchestrator.ts';
