import { type Answer, textOf } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { settleMessage } from './queries.ts';
import type { Choice } from './route.ts';

export interface Ending {
  state: 'complete' | 'stopped' | 'failed';
  code?: string | null;
  choice?: Choice;
}

/** Only citations whose mark is in the text are kept, in the order of their numbers. */
export function citedIn(text: string, answer: Answer) {
  const marks = new Set([...text.matchAll(/\[(\d{1,4})\]/g)].map((match) => Number(match[1])));
  return answer.citations.filter((citation) => marks.has(citation.index));
}

/** The last stage of a message: its text, parts and citations become the stored answer, once. */
export async function saveAnswer(
  tx: Database,
  answerId: string,
  answer: Answer,
  ending: Ending,
): Promise<void> {
  const text = textOf(answer.parts);
  await settleMessage(tx, answerId, {
    state: ending.state,
    text,
    parts: JSON.stringify(answer.parts),
    citations: JSON.stringify(citedIn(text, answer)),
    model: answer.modelName,
    error_code: ending.code ?? null,
  });
  if (ending.choice) {
    const { agent, route } = ending.choice;
    await tx.updateTable('messages').set({ agent, route }).where('id', '=', answerId).execute();
  }
}
