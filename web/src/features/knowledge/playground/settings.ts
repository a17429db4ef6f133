import type { RouteInput } from '../../../lib/api-types.ts';

export const MODES = ['hybrid', 'keyword', 'vector'] as const;
export type Mode = (typeof MODES)[number];

/** What a search is done with, as the form has it. */
export interface Settings {
  mode: Mode;
  limit: number;
  keyword: number;
  vector: number;
  diversity: number;
  prefix: boolean;
  /** One on each line. */
  phrases: string;
}

export const USUAL: Settings = {
  ...{ mode: 'hybrid', limit: 10, keyword: 1, vector: 1 },
  ...{ diversity: 0, prefix: false, phrases: '' },
};

export type Asked = RouteInput<'POST /api/v1/knowledge/bases/{id}/explanations'>['body'];

/** What is sent; what is as usual is left out, so that the copied call is short. */
export function askedOf(query: string, settings: Settings): Asked {
  const { mode, limit, keyword, vector, diversity, prefix } = settings;
  const phrases = settings.phrases
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isWeighed = mode === 'hybrid' && (keyword !== USUAL.keyword || vector !== USUAL.vector);
  return {
    query: query.trim(),
    mode,
    limit,
    ...(isWeighed ? { weights: { keyword, vector } } : {}),
    ...(diversity > 0 ? { diversity } : {}),
    ...(prefix ? { prefix } : {}),
    ...(phrases.length > 0 ? { phrases } : {}),
  };
}

/** A line for a shell, with a place for the key; a quote in the question stays a quote. */
export function callOf(origin: string, baseId: string, asked: Asked): string {
  const body = JSON.stringify(asked).replaceAll("'", String.raw`'\''`);
  return [
    `curl ${origin}/api/v1/knowledge/bases/${baseId}/explanations`,
    "-H 'authorization: Bearer YOUR_KEY'",
    "-H 'content-type: application/json'",
    `-d '${body}'`,
  ].join(' \\\n  ');
}
