// Reads the Cranfield collection: 1,400 abstracts, 225 questions and what answers them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judgements } from '../../server/src/quality/index.ts';

export type Abstract = { id: string; title: string; text: string };
export type Question = { text: string; judged: Judgements };

type Fields = { id: string; T: string; W: string };

function records(text: string): Fields[] {
  return text
    .split(/^\.I /m)
    .slice(1)
    .map((record) => {
      const [id = '', ...fields] = record.split(/^\.([TABW])\s*$/m);
      const found = { id: id.trim(), T: '', W: '' };
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const name = fields[at];
        if (name === 'T' || name === 'W') found[name] = (fields[at + 1] ?? '').trim();
      }
      return found;
    });
}

export function readAbstracts(folder: string): Abstract[] {
  const text = readFileSync(join(folder, 'cran.all.1400'), 'latin1');
  return records(text).map(({ id, T, W }) => ({ id, title: T, text: W }));
}

/** Judgements number the questions by their order. Code 1 is a complete answer, 4 of minimum interest, -1 of none. */
export function readQuestions(folder: string): Question[] {
  const judgements = new Map<number, Map<string, number>>();
  for (const line of readFileSync(join(folder, 'cranqrel'), 'latin1').trim().split('\n')) {
    const [question = 0, document = 0, code = -1] = line.trim().split(/\s+/).map(Number);
    const judged = judgements.get(question) ?? new Map<string, number>();
    judged.set(String(document), code > 0 ? 5 - code : 0);
    judgements.set(question, judged);
  }
  return records(readFileSync(join(folder, 'cran.qry'), 'latin1')).map(({ W }, index) => ({
    text: W.replace(/\s+/g, ' '),
    judged: judgements.get(index + 1) ?? new Map(),
  }));
}
