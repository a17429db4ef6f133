import type { SqlConnection, SqlConnectionInput } from '../../lib/api-types.ts';

export type DatabaseKind = SqlConnection['place']['kind'];
export type Tls = 'verify' | 'encrypt' | 'off';

/** A database while it is written. */
export interface DatabaseDraft {
  kind: DatabaseKind;
  name: string;
  description: string;
  file: string;
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  tls: Tls;
}

export const USUAL_PORT = { mysql: '3306', postgresql: '5432', sqlite: '' } as const;
export const DATABASE_NAME = /^[a-z][a-z0-9_-]{0,39}$/;

export const NEW_DATABASE: DatabaseDraft = {
  kind: 'postgresql',
  name: '',
  description: '',
  file: '',
  host: '',
  port: USUAL_PORT.postgresql,
  database: '',
  user: '',
  password: '',
  tls: 'verify',
};

export function draftOf({ name, description, place }: SqlConnection): DatabaseDraft {
  const base = { ...NEW_DATABASE, name, description };
  if (place.kind === 'sqlite') return { ...base, kind: 'sqlite', file: place.file };
  return { ...base, ...place, port: String(place.port) };
}

/** Null while something is missing. */
export function databaseOf(draft: DatabaseDraft): SqlConnectionInput | null {
  const { kind, name, description, password, tls } = draft;
  const [file, host, database, user] = [draft.file, draft.host, draft.database, draft.user].map((text) =>
    text.trim(),
  ) as [string, string, string, string];
  if (!DATABASE_NAME.test(name)) return null;
  const words = { name, description: description.trim() };
  if (kind === 'sqlite') return file === '' ? null : { ...words, place: { kind, file } };
  const port = Number(draft.port);
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (!isPort || host === '' || database === '' || user === '') return null;
  const place = { kind, host, port, database, user, tls };
  return { ...words, place, ...(password === '' ? {} : { password }) };
}
