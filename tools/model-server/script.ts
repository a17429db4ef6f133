import { sampleOf } from './sample.ts';
import type { ToolOffer, Turn } from './turn.ts';

/**
 * Which tools a `tool` model calls now.
 *
 * The user's text may say so, one call per line: `CALL name {json}` calls in the first round (several lines
 * are parallel calls), and each `THEN name {json}` makes a further round after the tool results. Without such
 * a line, the first round calls the offered tool whose name the text mentions, else the first one, with
 * arguments made from its schema.
 */
export function nextCalls(turn: Turn): { name: string; input: unknown }[] {
  if (turn.tools.length === 0) return [];
  const scripted = readScript(turn.userText);
  if (scripted.length > 0) return scripted[turn.rounds] ?? [];
  if (turn.rounds > 0) return [];
  const tool = fittingTool(turn);
  return [{ name: tool.name, input: sampleOf(tool.schema, turn.userText) }];
}

function readScript(text: string): { name: string; input: unknown }[][] {
  const rounds: { name: string; input: unknown }[][] = [];
  for (const match of text.matchAll(/^\s*(CALL|THEN)\s+([\w.-]+)\s*(\{.*\})?\s*$/gm)) {
    const call = { name: match[2]!, input: JSON.parse(match[3] ?? '{}') as unknown };
    if (match[1] === 'THEN' || rounds.length === 0) rounds.push([call]);
    else rounds.at(-1)!.push(call);
  }
  return rounds;
}

function fittingTool(turn: Turn): ToolOffer {
  const text = turn.userText.toLowerCase();
  return turn.tools.find((tool) => text.includes(tool.name.toLowerCase())) ?? turn.tools[0]!;
}
