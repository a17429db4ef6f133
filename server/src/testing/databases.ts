import { test } from 'node:test';
import { migrationsFolder } from '@agenticgen/orchestrator';
import { TEST_DIALECTS } from '../../../tools/test-servers/dialects.ts';
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

/** A migrated database on a real MariaDB server. */
async function mariadbForTest(): Promise<DatabaseHandle> {
  const server = await emptyProduct();
  const handle = await openDatabase(server.url);
  const close = async () => {
    await handle.close();
    await server[Symbol.asyncDispose]();
  };
  return { ...handle, close };
}

/** The tables of the product on a MariaDB server, without rows. */
export const emptyProduct = () => preparedMariadb({ kind: 'product', prepare: migrateAll });

const OPEN = { sqlite: sqliteForTest, mysql: mariadbForTest };

/** The claim is a test of its own on SQLite and on a real MariaDB. */
export function onBothDatabases(claim: string, body: (handle: DatabaseHandle) => Promise<void>): void {
  for (const dialect of TEST_DIALECTS) {
    test(`${claim} (${dialect})`, async () => {
      const handle = await OPEN[dialect]();
      try {
        await body(handle);
      } finally {
        await handle.close();
      }
    });
  }
}

async function migrateAll(url: string): Promise<void> {
  const handle = await openDatabase(url);
  try {
    await migrate(handle, MIGRATIONS, () => 1);
  } finally {
    await handle.close();
  }
}
