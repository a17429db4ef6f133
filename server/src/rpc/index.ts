export { listenRpc, MAX_SANDBOX_MESSAGE_BYTES, MAX_SEARCH_MESSAGE_BYTES, type RpcServer } from './listen.ts';
export { orchestratorService } from './orchestrator.ts';
export { remoteSandbox } from './remote-sandbox.ts';
export { remoteSearch } from './remote-search.ts';
export { sandboxService } from './sandbox.ts';
export { searchService } from './search.ts';
