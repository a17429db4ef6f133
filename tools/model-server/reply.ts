import type { Behaviour } from './behaviour.ts';
import { nextCalls } from './script.ts';
import type { Reply, Turn } from './turn.ts';

const CHARACTERS_PER_TOKEN = 4;
const MAX_QUOTED_LENGTH = 4_000;

/** What the model says to this turn. The same turn gets the same text, calls and usage. */
export function replyTo(turn: Turn, behaviour: Behaviour, id: number): Reply {
  const calls = callsOf(turn, behaviour);
  const tokens = calls.length > 0 ? [] : textOf(turn, behaviour);
  const argumentLength = JSON.stringify(calls).length;
  return {
    id: `sim-${id}`,
    model: turn.model,
    createdAt: Math.floor(Date.now() / 1000),
    tokens,
    calls: calls.map((call, index) => ({ id: `call_${id}_${index + 1}`, ...call })),
    inputTokens: Math.ceil(turn.promptLength / CHARACTERS_PER_TOKEN),
    outputTokens: calls.length > 0 ? Math.ceil(argumentLength / CHARACTERS_PER_TOKEN) : tokens.length,
  };
}

function callsOf(turn: Turn, { tool, order }: Behaviour): { name: string; input: unknown }[] {
  const [first] = turn.tools;
  if (order && first) return [{ name: first.name, input: { order } }];
  return tool ? nextCalls(turn) : [];
}

function textOf(turn: Turn, behaviour: Behaviour): string[] {
  if (behaviour.tool && turn.rounds > 0) {
    return wordsOf(`The tool answered: ${turn.toolResults.join(' | ').slice(0, MAX_QUOTED_LENGTH)}`);
  }
  if (behaviour.echo) return wordsOf(turn.userText);
  return Array.from({ length: behaviour.tokens }, (_, index) => (index === 0 ? 'w1' : ` w${index + 1}`));
}

/** Pieces that join to exactly the text. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
