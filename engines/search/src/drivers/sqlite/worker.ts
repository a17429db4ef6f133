import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { createResponder, MAX_TOGETHER, type Request } from './calls.ts';
import type { WorkerData } from './stopping.ts';

const { role } = workerData as WorkerData;
const respond = createResponder(role);

/** With the first request those that have come meanwhile: what changes one collection is written together. */
function waiting(first: Request): Request[] {
  const requests = [first];
  while (parentPort && requests.length < MAX_TOGETHER) {
    const next: { message: Request } | undefined = receiveMessageOnPort(parentPort);
    if (!next) break;
    requests.push(next.message);
  }
  return requests;
}

parentPort?.on('message', (first: Request) => {
  const requests = role === 'writer' ? waiting(first) : [first];
  for (const reply of respond(...requests)) parentPort?.postMessage(reply);
  if (requests.some(({ kind }) => kind === 'close')) parentPort?.close();
});
