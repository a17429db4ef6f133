import type { RouteInput } from '../../../lib/api-types.ts';

export const MODES = ['hybrid', 'keyword', 'vector'] as const;
export type Mode = (typeof MODES)[number];

export type Asked = RouteInput<'POST /api/v1/knowledge/bases/{id}/explanations'>['body'];
export type Kind = NonNullable<NonNullable<Asked['filter']>['kinds']>[number];
export const KINDS: readonly Kind[] = [
  ...(['pdf', 'docx', 'xlsx', 'pptx', 'epub', 'html'] as const),
  ...(['markdown', 'csv', 'text', 'code', 'image'] as const),
];

/** Which documents a search looks into, as the form has it. */
export interface FilterSettings {
  name: string;
  kinds: Kind[];
  /** Days as a field of dates has them (2026-11-26), both included; '' for none. */
  since: string;
  until: string;
}

/** What a search is done with, as the form has it. */
export interface Settings extends FilterSettings {
  mode: Mode;
  limit: number;
  keyword: number;
  vector: number;
  diversity: number;
  /** Null where age does not count. */
  halfLifeDays: number | null;
  prefix: boolean;
  rerank: boolean;
  /** One on each line. */
  phrases: string;
}

export const USUAL: Settings = {
  ...{ mode: 'hybrid', limit: 10, keyword: 1, vector: 1 },
  ...{ diversity: 0, halfLifeDays: null, prefix: false, rerank: true, phrases: '' },
  ...{ name: '', kinds: [], since: '', until: '' },
};

/** What is sent; what is as usual is left out, so that the copied call is short. */
export function askedOf(query: string, settings: Settings): Asked {
  const { mode, limit, keyword, vector, diversity, halfLifeDays, prefix, rerank } = settings;
  const phrases = settings.phrases
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isWeighed = mode === 'hybrid' && (keyword !== USUAL.keyword || vector !== USUAL.vector);
  const filter = filterOf(settings);
  return {
    query: query.trim(),
    mode,
    limit,
    ...(isWeighed ? { weights: { keyword, vector } } : {}),
    ...(diversity > 0 ? { diversity } : {}),
    ...(halfLifeDays === null ? {} : { decay: { halfLifeDays } }),
    ...(prefix ? { prefix } : {}),
    ...(rerank ? {} : { rerank }),
    ...(phrases.length > 0 ? { phrases } : {}),
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
  };
}

export function filterOf({ name, kinds, since, until }: FilterSettings): NonNullable<Asked['filter']> {
  const [from, to] = [dayOf(since, 0), dayOf(until, 1)];
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(from === null ? {} : { since: from }),
    ...(to === null ? {} : { until: to }),
  };
}

/** The beginning of a day here, or of one so many days later; null for what is no day. */
function dayOf(text: string, later: number): number | null {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = text.split('-').map(Number);
  const at = new Date(year, month - 1, day + later).getTime();
  return Number.isFinite(at) ? at : null;
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
