import type { Reply } from '../../turn.ts';

/** Replies that the tests of all protocols put into their form. */
export const REPLY: Reply = {
  id: 'sim-1',
  model: 'sim',
  createdAt: 1_700_000_000,
  tokens: ['w1', ' w2'],
  calls: [],
  inputTokens: 10,
  outputTokens: 2,
};

export const TOOL_REPLY: Reply = {
  ...REPLY,
  tokens: [],
  calls: [{ id: 'call_1', name: 'add', input: { left: 1 } }],
};

/** The JSON of every `data:` line of a stream, without [DONE]. */
export function eventsOf(pieces: string[]): unknown[] {
  return pieces
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}
