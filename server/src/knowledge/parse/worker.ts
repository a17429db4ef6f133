import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../problem/index.ts';
import { splitSections } from '../split.ts';
import { parseDocument } from './parse.ts';

const { name, bytes } = workerData as { name: string; bytes: Uint8Array };

try {
  const passages = splitSections(await parseDocument(name, bytes));
  parentPort?.postMessage({ kind: 'parsed', passages });
} catch (error) {
  const known = isProblem(error) ? { code: error.code, message: error.message, status: error.status } : null;
  parentPort?.postMessage({ kind: 'refused', problem: known });
}
