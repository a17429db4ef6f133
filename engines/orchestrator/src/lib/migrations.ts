/** A folder of `NNNN-noun/{sqlite,mysql}.sql`, for the migrator of whoever owns the database. */
export const migrationsFolder: URL = new URL('../../migrations/', import.meta.url);
