import { parentPort } from 'node:worker_threads';
import { isProblem } from '../../problem/index.ts';
import { splitSections } from '../split.ts';
import { parseDocument } from './parse.ts';

parentPort?.on('message', async ({ name, bytes }: { name: string; bytes: Uint8Array }) => {
  try {
    const sections = await parseDocument(name, bytes);
    parentPort?.postMessage({ kind: 'split' });
    parentPort?.postMessage({ kind: 'parsed', passages: splitSections(sections) });
  } catch (error) {
    const known = isProblem(error)
      ? { code: error.code, message: error.message, status: error.status }
      : null;
    parentPort?.postMessage({ kind: 'refused', problem: known });
  }
});
