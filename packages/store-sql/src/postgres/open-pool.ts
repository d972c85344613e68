import type { PostgresPool } from './postgres-pool.js';

export interface PoolSettings {
  readonly url: string;
  readonly poolSize: number;
  readonly timeoutMs: number;
}

/**
 * A pool of `pg` that gives up in time: here, where each step has a deadline besides, and on the server, which would go
 * on holding the rows of a process that is gone. Nothing is connected yet.
 *
 * @throws Error with one clear line when `pg` is missing.
 */
export async function openPool({ url, poolSize, timeoutMs }: PoolSettings): Promise<PostgresPool> {
  const { Pool } = await loadDriver();
  return new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    lock_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'portcullis',
  });
}

async function loadDriver(): Promise<Pick<typeof import('pg'), 'Pool'>> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new Error('Cannot open PostgreSQL store: the package pg is missing; install it, or give a pool', {
      cause,
    });
  }
}
