export type { Database, DatabaseHandle, Dialect } from './connect.ts';
export { openDatabase } from './connect.ts';
export {
  insertAllIgnore,
  insertIgnore,
  isDeadlock,
  isUniqueViolation,
  lockFound,
  lockRow,
  upsert,
} from './dialect.ts';
export { type MigrationSource, type MigrationState, migrate, pendingMigrations } from './migrate.ts';
export type { Schema } from './schema.ts';
export { inTransaction } from './transaction.ts';
