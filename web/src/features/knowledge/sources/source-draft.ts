import type { KnowledgeSource, RouteInput } from '../../../lib/api-types.ts';

/** How often a source may be read again, in hours. */
export const HOURS = [1, 6, 24, 168] as const;

/** What the form has: all fields of all kinds, as they are typed. */
export interface SourceDraft {
  kind: KnowledgeSource['settings']['kind'];
  address: string;
  scope: 'site' | 'path';
  depth: number | string;
  maxPages: number | string;
  /** A path a line. */
  exclude: string;
  files: boolean;
  ref: string;
  folder: string;
  maxFiles: number | string;
  /** Hours; '' is only when somebody asks. */
  every: string;
  /** 'keep': as it is. */
  auth: 'none' | 'keep' | 'basic' | 'header';
  /** Of the user, or of the header. */
  authName: string;
  authSecret: string;
}

const EMPTY: SourceDraft = {
  ...{ kind: 'web', address: '', scope: 'path', depth: 3, maxPages: 200, exclude: '', files: true },
  ...{ ref: '', folder: '', maxFiles: 1_000, every: '' },
  ...{ auth: 'none', authName: '', authSecret: '' },
};

export function draftOf(source: KnowledgeSource | null): SourceDraft {
  if (!source) return EMPTY;
  const { settings, everyHours } = source;
  const every = everyHours === null ? '' : String(everyHours);
  const auth = source.auth === null ? 'none' : 'keep';
  if (settings.kind === 'git') {
    const ref = settings.ref === 'HEAD' ? '' : settings.ref;
    return { ...EMPTY, ...settings, ref, every, auth };
  }
  return { ...EMPTY, ...settings, exclude: settings.exclude.join('\n'), every, auth };
}

type Settings = RouteInput<'POST /api/v1/knowledge/bases/{id}/sources'>['body']['settings'];

export function settingsOf(draft: SourceDraft): Settings {
  const address = draft.address.trim();
  if (draft.kind === 'git') {
    const folder = draft.folder.trim().replaceAll(/^\/+|\/+$/g, '');
    return {
      kind: 'git',
      address,
      ref: draft.ref.trim() || 'HEAD',
      folder,
      maxFiles: Number(draft.maxFiles),
    };
  }
  const lines = draft.exclude.split('\n').map((line) => line.trim());
  const crawled = {
    address,
    maxPages: Number(draft.maxPages),
    files: draft.files,
    exclude: lines.filter(Boolean).map((line) => (line.startsWith('/') ? line : `/${line}`)),
  };
  return draft.kind === 'sitemap'
    ? { kind: 'sitemap', ...crawled }
    : { kind: 'web', ...crawled, scope: draft.scope, depth: Number(draft.depth) };
}

type Auth = RouteInput<'PATCH /api/v1/knowledge/bases/{id}/sources/{sourceId}'>['body']['auth'];

/** Absent: it stays as it is. */
export function authOf({ auth, authName, authSecret }: SourceDraft): { auth?: Auth } {
  switch (auth) {
    case 'keep':
      return {};
    case 'none':
      return { auth: null };
    case 'basic':
      return { auth: { kind: 'basic', username: authName.trim(), password: authSecret } };
    case 'header':
      return { auth: { kind: 'header', name: authName.trim(), value: authSecret.trim() } };
  }
}
