import { postgresWords } from '../migrations/migration.js';
import { createMigrationTable, pendingStatements, readMigrations } from '../migrations/migrations.js';
import type { PostgresClient, PostgresPool } from './postgres-pool.js';
import { runText } from './postgres-queries.js';
import { withClient } from './with-client.js';

const patienceMs = 10_000;

const hasMigrations = "SELECT 1 WHERE to_regclass('portcullis_migration') IS NOT NULL";
const lockMigrations =
  "SELECT pg_advisory_xact_lock(hashtext('portcullis_migration'), hashtext(current_schema()))";

/**
 * Brings the schema to this release. All who start together wait for one lock: the first migrates, the others find it
 * done. A role that may not create tables can start on a schema that is up to date.
 */
export function migrate(pool: PostgresPool, now: number): Promise<void> {
  return withClient(pool, patienceMs, async (client) => {
    if ((await pending(client, now)).length === 0) return;
    await runText(client, 'BEGIN');
    await runText(client, 'SET LOCAL statement_timeout = 0');
    await runText(client, lockMigrations);
    await runText(client, createMigrationTable);
    for (const statement of await pending(client, now)) await runText(client, statement);
    await runText(client, 'COMMIT');
  });
}

async function pending(client: PostgresClient, now: number): Promise<readonly string[]> {
  const begun = (await runText(client, hasMigrations)).length > 0;
  const applied = begun ? await runText(client, readMigrations) : [];
  return pendingStatements(
    applied.map(([number]) => Number(number)),
    postgresWords,
    now,
  );
}
