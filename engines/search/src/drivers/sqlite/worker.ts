import { parentPort } from 'node:worker_threads';
import { createResponder, type Request } from './calls.ts';

const respond = createResponder();
parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(respond(request));
  if (request.kind === 'close') parentPort?.close();
});
