import { defineErrors } from '../problem/index.ts';

export const databaseErrors = defineErrors({
  database_url_unknown: {
    status: 500,
    message: (scheme: string) => `Cannot open database: scheme is "${scheme}", wanted sqlite: or mysql:`,
    fix: 'Set DATABASE_URL to sqlite:/path/to/file.db or mysql://user:password@host/database',
  },
  migration_changed: {
    status: 500,
    message: (name: string) => `Cannot migrate: ${name} was applied with another content`,
    fix: 'Migrations are immutable; restore the original file and add a new migration',
  },
  migration_unknown: {
    status: 500,
    message: (name: string) => `Cannot migrate: the database has ${name}, which this version does not know`,
    fix: 'The database was written by a newer version; start that version or restore a backup',
  },
  migration_late: {
    status: 500,
    message: (name: string, last: string) => `Cannot migrate: ${name} is missing, but ${last} is applied`,
    fix: 'Number the new migration after the last one; what is applied is never gone back behind',
  },
  migration_locked: {
    status: 500,
    message: () => 'Cannot migrate: another process has held the migration lock for too long',
    fix: 'Wait for the other process, then start again',
  },
});
