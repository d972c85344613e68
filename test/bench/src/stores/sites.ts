import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPostgresStore,
  createSqliteStore,
  type PostgresStoreOptions,
  type SqliteStoreOptions,
} from '@portcullis/store-sql';
import Database from 'libsql';
import pg from 'pg';
import { fillings } from './filling.js';

/** How a store is opened, also in another process. */
export type StoreOptions =
  | ({ readonly engine: 'sqlite' } & SqliteStoreOptions)
  | ({ readonly engine: 'postgres' } & PostgresStoreOptions);

/** Where an engine keeps data of its own for one measurement. */
export interface Ground {
  readonly options: StoreOptions;
  /** Puts so many API keys and access tokens in, after a store has migrated. */
  fill(rows: number): Promise<void>;
  remove(): Promise<void>;
}

/** An engine in one of its settings. */
export interface Site {
  readonly name: string;
  readonly engine: StoreOptions['engine'];
  create(): Promise<Ground>;
}

const secrets = [randomBytes(32).toString('base64url')];
const patience = { timeoutMs: 60_000, staleAfterMs: 600_000 };

export const sites: readonly Site[] = [
  { name: 'sqlite', engine: 'sqlite', create: () => sqliteGround('FULL') },
  { name: 'sqlite-normal', engine: 'sqlite', create: () => sqliteGround('NORMAL') },
  { name: 'postgres', engine: 'postgres', create: postgresGround },
];
export const siteNames = sites.map(({ name }) => name);

export async function openStore({ engine, ...options }: StoreOptions) {
  const store = engine === 'sqlite' ? createSqliteStore(options) : createPostgresStore(options);
  await store.ready();
  return store;
}

async function sqliteGround(synchronous: 'FULL' | 'NORMAL'): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const file = join(folder, 'store.db');
  return {
    options: { engine: 'sqlite', file, secrets, synchronous, ...patience },
    async fill(rows) {
      const database = new Database(file);
      for (const statement of fillings.sqlite(rows)) database.exec(statement);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function postgresGround(): Promise<Ground> {
  const base = process.env['DATABASE_URL'] || 'postgres://root@127.0.0.1:5432/test';
  const schema = `portcullis_bench_${randomBytes(6).toString('hex')}`;
  const url = new URL(base);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const admin = new pg.Client({ connectionString: base });
  await admin.connect();
  await admin.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`);
  return {
    options: { engine: 'postgres', url: url.href.replaceAll('+', '%20'), secrets, ...patience },
    async fill(rows) {
      for (const statement of fillings.postgres(rows)) await admin.query(statement);
    },
    async remove() {
      await admin.query(`DROP SCHEMA ${schema} CASCADE`);
      await admin.end();
    },
  };
}
