import { closeSync, openSync } from 'node:fs';
import { reasonOf } from '../unavailable.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Opens the file by `libsql`, the driver with prebuilt binaries. @throws Error with one clear line. */
export async function openDatabase(file: string): Promise<SqliteDatabase> {
  const Database = await loadDriver();
  try {
    if (file !== ':memory:') createPrivateFile(file);
    return new Database(file);
  } catch (error) {
    throw new Error(`Cannot open SQLite file ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

async function loadDriver(): Promise<new (file: string) => SqliteDatabase> {
  try {
    return (await import('libsql')).default;
  } catch (cause) {
    throw new Error(
      'Cannot open SQLite file: the package libsql is missing; install it, or give a database handle',
      { cause },
    );
  }
}

/** SQLite gives its `-wal` and `-shm` files the mode of this one. */
function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
