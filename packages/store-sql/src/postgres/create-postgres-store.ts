import { checkOptions } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { createSqlStore } from '../sql-store.js';
import { readStoreOptions, type SqlStoreOptions, storeOptionNames, wholeNumber } from '../store-options.js';
import { openPool } from './open-pool.js';
import { PostgresEngine, type PostgresEngineOptions } from './postgres-engine.js';
import type { PostgresPool } from './postgres-pool.js';

export interface PostgresStoreOptions extends SqlStoreOptions {
  /** `postgres://user:password@host:port/database`, and what else `pg` reads there (`sslmode`, …). */
  readonly url?: string;
  /** In place of `url`: a pool of `pg`. Its own timeouts hold besides `timeoutMs`; the store does not end it. */
  readonly pool?: PostgresPool;
  /** With `url`: the most connections. @default 10 */
  readonly poolSize?: number;
}

const action = 'Cannot create PostgreSQL store';

/**
 * The store in a PostgreSQL database (13 or newer), for any number of machines. Its tables begin with `portcullis_` and
 * stand in the first schema of the connection's search path. Nothing is connected before `ready()`, which migrates and
 * fills the view, and rejects with one clear line that never holds the password.
 *
 * Does not encrypt the connection unless the URL says so (`sslmode=verify-full`).
 *
 * @throws TypeError for an unknown option or a wrong value.
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  checkOptions(action, options, ['url', 'pool', 'poolSize', ...storeOptionNames]);
  const parts = readStoreOptions(action, options);
  const engine = new PostgresEngine({ ...parts, ...source(options, parts.timeoutMs) });
  return createSqlStore({ ...parts, engine });
}

function source(
  options: PostgresStoreOptions,
  timeoutMs: number,
): Pick<PostgresEngineOptions, 'open' | 'owned' | 'place'> {
  const { url, pool } = options;
  const poolSize = wholeNumber(action, options, 'poolSize', 10);
  if (pool !== undefined && url === undefined) {
    return { open: async () => pool, owned: false, place: 'the given pool' };
  }
  if (typeof url === 'string' && pool === undefined) {
    return { open: () => openPool({ url, poolSize, timeoutMs }), owned: true, place: placeOf(url) };
  }
  throw new TypeError(`${action}: either url or pool must be given`);
}

/** Host, port and database, and nothing secret. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new TypeError(`${action}: url must be a URL that begins with postgres:// or postgresql://`);
  }
  return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`;
}
