import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import type { DataFolder } from './data-folder.js';
import { withoutSecrets } from './engine-url.js';
import { SettingError } from './setting-error.js';
import type { Settings } from './settings.js';

/** SQLite in the data folder by default, PostgreSQL with `DATABASE_URL`. */
export async function openStore({ databaseUrl }: Settings, data: DataFolder): Promise<Store> {
  const store =
    databaseUrl === undefined
      ? sqliteIn(data)
      : createPostgresStore({ url: databaseUrl, secrets: data.secrets });
  try {
    await store.ready();
    return store;
  } catch (cause) {
    await store.close();
    throw cannotOpen(databaseUrl, data, cause);
  }
}

function sqliteIn({ folder, durable, secrets }: DataFolder): Store {
  return createSqliteStore({ file: durable ? join(folder, 'portcullis.db') : ':memory:', secrets });
}

function cannotOpen(databaseUrl: string | undefined, { folder }: DataFolder, cause: unknown): SettingError {
  const { message: found, code }: NodeJS.ErrnoException =
    cause instanceof Error ? cause : new Error(String(cause));
  if (code === 'ERR_WRONG_SECRET') return new SettingError('PORTCULLIS_SECRET', 'hidden', found, cause);
  if (databaseUrl === undefined) return new SettingError('DATA_DIR', folder, found, cause);
  return new SettingError('DATABASE_URL', withoutSecrets(databaseUrl), found, cause);
}
