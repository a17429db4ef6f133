import { parentPort } from 'node:worker_threads';
import { isProblem } from '../../problem/index.ts';
import { splitSections } from '../split.ts';
import { packPassages } from './packed-passages.ts';
import { parseDocument, type SeenPages } from './parse.ts';

interface Task {
  name: string;
  bytes: Uint8Array;
  seen: SeenPages;
}

parentPort?.on('message', async ({ name, bytes, seen }: Task) => {
  try {
    const { sections, pictures } = await parseDocument(name, bytes, seen);
    parentPort?.postMessage({ kind: 'split' });
    parentPort?.postMessage({ kind: 'parsed', passages: packPassages(splitSections(sections)), pictures });
  } catch (error) {
    const known = isProblem(error)
      ? { code: error.code, message: error.message, status: error.status }
      : null;
    parentPort?.postMessage({ kind: 'refused', problem: known });
  }
});
