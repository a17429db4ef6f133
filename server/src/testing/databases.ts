import { test } from 'node:test';
import { migrationsFolder } from '@agenticgen/orchestrator';
import { preparedMariadb } from '../../../tools/test-servers/prepared-mariadb.ts';
import { type DatabaseHandle, migrate, openDatabase } from '../db/index.ts';

export const MIGRATIONS = [
  { name: 'orchestrator', folder: migrationsFolder },
  { name: 'server', folder: new URL('../db/migrations/', import.meta.url) },
];

/** A migrated SQLite database in memory. */
export async function sqliteForTest(): Promise<DatabaseHandle> {
  const handle = await openDatabase('sqlite::memory:');
  await migrate(handle, MIGRATIONS, () => 1);
  return handle;
}

/** The claim is a test of its own on SQLite and on a real MariaDB. */
export function onBothDatabases(claim: string, body: (handle: DatabaseHandle) => Promise<void>): void {
  test(`${claim} (sqlite)`, async () => {
    const handle = await sqliteForTest();
    try {
      await body(handle);
    } finally {
      await handle.close();
    }
  });
  test(`${claim} (mariadb)`, async () => {
    await using server = await preparedMariadb({ kind: 'product', prepare: migrateAll });
    const handle = await openDatabase(server.url);
    try {
      await body(handle);
    } finally {
      await handle.close();
    }
  });
}

async function migrateAll(url: string): Promise<void> {
  const handle = await openDatabase(url);
  try {
    await migrate(handle, MIGRATIONS, () => 1);
  } finally {
    await handle.close();
  }
}
