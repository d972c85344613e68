import { join } from 'node:path';
import type { ExampleContext } from '../run-example.js';
import { createPostgresRecords } from './postgres-records.js';
import type { Records } from './records.js';
import { createSqliteRecords } from './sqlite-records.js';

/** Where the store is: in PostgreSQL with `DATABASE_URL`, else in the data folder. */
export async function openRecords({ settings, folder }: ExampleContext): Promise<Records> {
  const { databaseUrl } = settings;
  if (databaseUrl !== undefined) return createPostgresRecords(databaseUrl);
  return createSqliteRecords(join(folder, 'records.db'));
}
