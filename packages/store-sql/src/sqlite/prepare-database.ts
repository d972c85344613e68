import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@portcullis/core';
import { reasonOf } from '@portcullis/store/engine';
import { sqliteWords } from '../migrations/migration.js';
import { createMigrationTable, pendingStatements, readMigrations } from '../migrations/migrations.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { isBusy } from './sqlite-failure.js';

/** `FULL`: what was answered outlives a power cut. `NORMAL`: it outlives the process, a power cut may take the last moments. */
export type Synchronous = 'FULL' | 'NORMAL';

/** A driver waits for other processes without letting the event loop go on: briefly, then we wait ourselves. */
const busyTimeoutMs = 5;
const patienceMs = 10_000;

/** So much of the file is read where it lies in memory: a look-up among a million keys takes 9 in place of 12 µs. */
const mappedBytes = 2 ** 30;

/** Sets the connection up and brings the schema to this release. @throws Error with one clear line. */
export async function prepareDatabase(
  database: SqliteDatabase,
  { synchronous, clock }: { readonly synchronous: Synchronous; readonly clock: Clock },
): Promise<void> {
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    await whenFree(() => database.exec('PRAGMA journal_mode = WAL'));
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    database.exec('PRAGMA foreign_keys = ON');
    database.exec(`PRAGMA mmap_size = ${mappedBytes}`);
    await whenFree(() => migrate(database, clock.now()));
  } catch (cause) {
    throw new Error(`Cannot prepare SQLite database: ${reasonOf(cause)}`, { cause });
  }
}

/** All who start together come here one after the other: the first migrates, the others find it done. */
function migrate(database: SqliteDatabase, now: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(createMigrationTable);
    const applied = database.prepare(readMigrations).raw(true).all([]) as [number][];
    const numbers = applied.map(([number]) => number);
    for (const statement of pendingStatements(numbers, sqliteWords, now)) database.exec(statement);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

async function whenFree(work: () => void): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await setTimeout(5 + Math.random() * 20);
  }
}
