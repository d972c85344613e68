export { createPostgresStore, type PostgresStoreOptions } from './postgres/create-postgres-store.js';
export type { PostgresClient, PostgresPool, PostgresQuery } from './postgres/postgres-pool.js';
export { createSqliteStore, type SqliteStoreOptions } from './sqlite/create-sqlite-store.js';
export type { Synchronous } from './sqlite/prepare-database.js';
export type { SqliteDatabase, SqliteStatement } from './sqlite/sqlite-database.js';
export type { SqlStoreOptions } from './store-options.js';
