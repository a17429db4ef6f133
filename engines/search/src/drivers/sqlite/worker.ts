import { parentPort, workerData } from 'node:worker_threads';
import { createResponder, type Request, type WorkerRole } from './calls.ts';

const respond = createResponder(workerData as WorkerRole);
parentPort?.on('message', (request: Request) => {
  parentPort?.postMessage(respond(request));
  if (request.kind === 'close') parentPort?.close();
});
