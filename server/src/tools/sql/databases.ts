import type { Keyring } from '../../data-protection/index.ts';
import { toolErrors } from '../errors.ts';
import type { Egress } from '../guarded-request.ts';
import type { SqlPlace } from './contract.ts';
import type { SqlQuestion, SqlRows } from './driver.ts';
import { askMysql } from './mysql.ts';
import { askPostgresql } from './postgresql.ts';
import { passwordPlace, type SqlConnectionRow } from './queries.ts';
import { targetOf } from './server-place.ts';
import { askSqlite } from './sqlite.ts';
import { sqliteFile } from './sqlite-file.ts';

/** Questions that one process asks databases at a time. */
const MAX_QUESTIONS = 16;

export interface Databases {
  /** Throws `database_busy`, `database_unreachable`, `database_file_refused`, `sql_failed`, `url_refused`, `fetch_failed`. */
  ask(row: SqlConnectionRow, question: SqlQuestion): Promise<SqlRows>;
}

export interface DatabasesNeeds {
  keyring: Keyring;
  egress: Egress;
  /** Where files of SQLite may lie. */
  folder: string;
}

/** The registered databases, each asked over a connection of its own, which ends with the answer. */
export function createDatabases({ keyring, egress, folder }: DatabasesNeeds): Databases {
  let asking = 0;

  async function ask(row: SqlConnectionRow, question: SqlQuestion): Promise<SqlRows> {
    const place = JSON.parse(row.place) as SqlPlace;
    if (place.kind === 'sqlite') return askSqlite(await sqliteFile(folder, place.file), question);
    const password =
      row.password_cipher === null ? '' : keyring.open(row.password_cipher, passwordPlace(row.id));
    const target = await targetOf(egress, place, password);
    return place.kind === 'mysql' ? askMysql(target, question) : askPostgresql(target, question);
  }

  return {
    async ask(row, question) {
      if (asking >= MAX_QUESTIONS) throw toolErrors.database_busy(MAX_QUESTIONS);
      asking += 1;
      try {
        return await ask(row, question);
      } finally {
        asking -= 1;
      }
    },
  };
}
