import { z } from 'zod';

const MIN_TOKEN_LENGTH = 16;

export const searchKeys = {
  SEARCH_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('http://host:port of a process with ROLES=search that keeps and searches what is known'),
  SEARCH_TOKEN: z
    .string()
    .min(MIN_TOKEN_LENGTH)
    .max(200)
    .optional()
    .describe('What this process and that one both know; needed by ROLES=search and SEARCH_URL'),
  SEARCH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8083)
    .describe('Port of the gRPC service search, with ROLES=search'),
};

export interface SearchConfig {
  port: number;
  token: string | null;
  /** Where collections are kept; null: in this process's own data folder. */
  remote: { url: string; token: string } | null;
}

type SearchKeys = z.infer<z.ZodObject<typeof searchKeys>>;

export function searchOf({
  SEARCH_URL: url,
  SEARCH_TOKEN: token,
  SEARCH_PORT: port,
}: SearchKeys): SearchConfig {
  return Object.freeze({ port, token: token ?? null, remote: url && token ? { url, token } : null });
}

/** What is missing for the parts to find and trust each other. */
export function searchProblem(data: { ROLES: string } & Partial<SearchKeys>): string | null {
  if (data.SEARCH_TOKEN !== undefined) return null;
  if (data.ROLES === 'search') return 'is needed by ROLES=search';
  return data.SEARCH_URL === undefined ? null : 'is needed by SEARCH_URL';
}
