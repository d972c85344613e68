import { checkOptions } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import { createSqlStore } from '../sql-store.js';
import { readStoreOptions, type SqlStoreOptions, storeOptionNames } from '../store-options.js';
import { openDatabase } from './open-database.js';
import type { Synchronous } from './prepare-database.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { SqliteEngine } from './sqlite-engine.js';

export interface SqliteStoreOptions extends SqlStoreOptions {
  /** Path of the database file, made with mode 0600 where there is none; its folder must exist. `:memory:` keeps nothing. */
  readonly file?: string;
  /**
   * In place of `file`: a handle of a driver like better-sqlite3. The store sets its pragmas and does not close it;
   * no transaction of yours may stay open across an `await`.
   */
  readonly database?: SqliteDatabase;
  /**
   * `FULL`: what was answered outlives a power cut. `NORMAL` is faster, and a power cut may take the last moments:
   * a revocation too.
   * @default 'FULL'
   */
  readonly synchronous?: Synchronous;
}

const action = 'Cannot create SQLite store';

/**
 * The store in one SQLite file, for one machine: any number of processes may open it. Nothing is opened before
 * `ready()`, which connects, migrates and fills the view, and rejects with one clear line.
 *
 * Does not encrypt the file: only the private signing keys are sealed in it. Not for a file on a network drive.
 *
 * @throws TypeError for an unknown option or a wrong value.
 */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  checkOptions(action, options, ['file', 'database', 'synchronous', ...storeOptionNames]);
  const { synchronous = 'FULL' } = options;
  if (synchronous !== 'FULL' && synchronous !== 'NORMAL') {
    throw new TypeError(`${action}: synchronous must be FULL or NORMAL, not ${String(synchronous)}`);
  }
  const parts = readStoreOptions(action, options);
  const engine = new SqliteEngine({ ...parts, ...source(options), synchronous });
  return createSqlStore({ ...parts, engine });
}

function source({ file, database }: SqliteStoreOptions): {
  open(): Promise<SqliteDatabase>;
  readonly owned: boolean;
} {
  if (database !== undefined && file === undefined) return { open: async () => database, owned: false };
  if (typeof file === 'string' && file !== '' && database === undefined) {
    return { open: () => openDatabase(file), owned: true };
  }
  throw new TypeError(`${action}: either file or database must be given`);
}
