import { loadDriver } from '../load-driver.js';
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
  const { default: pg } = await loadDriver('pg', () => import('pg'), 'a pool');
  return new pg.Pool({
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
