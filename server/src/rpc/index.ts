export { listenRpc, MAX_SANDBOX_MESSAGE_BYTES, type RpcServer } from './listen.ts';
export { orchestratorService } from './orchestrator.ts';
export { remoteSandbox } from './remote-sandbox.ts';
export { sandboxService } from './sandbox.ts';
