import type { Reply, Turn } from '../turn.ts';

/** One wire protocol: how a request is read and how an answer looks. */
export type Protocol = {
  name: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';
  readTurn(body: Json, path: string): Turn;
  /** The answer of a request that does not stream. */
  whole(reply: Reply): Json;
  /** The answer as pieces of an event stream; each piece is one paced write. */
  pieces(reply: Reply, turn: Turn): string[];
  error(status: number, message: string): Json;
};

/** JSON of a request; what is absent or of another type reads as undefined through the helpers below. */
export type Json = { [key: string]: unknown };

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

export function asList(value: unknown): Json[] {
  if (Array.isArray(value)) return value.map(asObject);
  return value === undefined || value === null ? [] : [asObject(value)];
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** The text of a message's content: a string, or parts that have a `text`. */
export function textOfParts(content: unknown): string {
  if (typeof content === 'string') return content;
  return asList(content)
    .map((part) => (typeof part.text === 'string' ? part.text : ''))
    .join('');
}

/** Pieces of a stream: the opening goes with the first token and the closing with the last one. */
export function inPieces(opening: string, tokens: string[], closing: string): string[] {
  if (tokens.length === 0) return [opening + closing];
  const pieces = [...tokens];
  pieces[0] = opening + pieces[0];
  pieces.push(pieces.pop() + closing);
  return pieces;
}

export function dataEvent(payload: unknown): string {
  return `data: ${JSON.stringify(payload)}\n\n`;
}

export function namedEvent(payload: Json & { type: string }): string {
  return `event: ${payload.type}\n${dataEvent(payload)}`;
}

/** A tool's arguments in two parts, as providers stream them. */
export function halves(text: string): [string, string] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}
