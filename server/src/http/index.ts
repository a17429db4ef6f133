export {
  apiBodyLimit,
  MAX_API_BODY_BYTES,
  MAX_EXECUTION_BODY_BYTES,
  MAX_UPLOAD_BODY_BYTES,
} from './body-limit.ts';
export { clientAddress } from './client-address.ts';
export type { ProblemBody } from './contract.ts';
export { docsRoutes } from './docs.ts';
export { type EdgeNeeds, edge, type HttpVariables } from './edge.ts';
export { httpErrors } from './errors.ts';
export { apiHeaders, pageHeaders } from './headers.ts';
export { toPage } from './paging.ts';
export { renderError, toProblem } from './problem.ts';
export { createRouter, type Router } from './router.ts';
export { type HttpServer, listen } from './server.ts';
export { type SseEvent, sse } from './sse.ts';
export { staticFiles } from './static.ts';
