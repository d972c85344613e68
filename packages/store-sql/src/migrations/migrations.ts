import { addConsentsAndUsage } from './add-consents-and-usage.js';
import { createTables } from './create-tables.js';
import type { DdlWords, Migration } from './migration.js';

/** Every step of the schema, in order. One that was released is never changed: add the next. */
const migrations: readonly Migration[] = [createTables, addConsentsAndUsage];

/** Remembers which steps were taken. A number that this release does not know was left by a later one, and is no harm. */
export const createMigrationTable =
  'CREATE TABLE IF NOT EXISTS portcullis_migration (number BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)';

export const readMigrations = 'SELECT number FROM portcullis_migration';

/** What is left to do, for whoever holds the lock. The numbers are ours: they go into the text as they are. */
export function pendingStatements(
  applied: readonly number[],
  words: DdlWords,
  now: number,
): readonly string[] {
  return migrations
    .filter(({ number }) => !applied.includes(number))
    .flatMap((migration) => [
      ...migration.statements(words),
      `INSERT INTO portcullis_migration (number, applied_at) VALUES (${migration.number}, ${now})`,
    ]);
}
