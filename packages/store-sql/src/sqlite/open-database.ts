import { closeSync, openSync } from 'node:fs';
import { reasonOf } from '@portcullis/store/engine';
import { loadDriver } from '../load-driver.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Opens the file by `libsql`, the driver with prebuilt binaries. @throws Error with one clear line. */
export async function openDatabase(file: string): Promise<SqliteDatabase> {
  const { default: Database } = await loadDriver('libsql', () => import('libsql'), 'a database handle');
  try {
    if (file !== ':memory:') createPrivateFile(file);
    return new Database(file);
  } catch (cause) {
    throw new Error(`Cannot open SQLite file ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/** SQLite gives its `-wal` and `-shm` files the mode of this one. */
function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
