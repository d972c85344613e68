import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { createRedisStore } from '@portcullis/store-redis';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import type { DataFolder } from './data-folder.js';
import { withoutSecrets } from './engine-url.js';
import { SettingError } from './setting-error.js';
import type { Settings } from './settings.js';

/** SQLite in the data folder, or PostgreSQL with `DATABASE_URL`; with `REDIS_URL` what is short-lived in Redis. */
export async function openStore(name: string, settings: Settings, data: DataFolder): Promise<Store> {
  const durable = await opened(durableStore(settings, data), (cause) => cannotOpen(settings, data, cause));
  const { redisUrl } = settings;
  if (redisUrl === undefined) return durable;
  const store = createRedisStore({ durable, url: redisUrl, prefix: `portcullis:${name}` });
  return opened(
    store,
    (cause) => new SettingError('REDIS_URL', withoutSecrets(redisUrl), wordsOf(cause), cause),
  );
}

async function opened(store: Store, failure: (cause: unknown) => SettingError): Promise<Store> {
  try {
    await store.ready();
    return store;
  } catch (cause) {
    await store.close();
    throw failure(cause);
  }
}

function durableStore({ databaseUrl }: Settings, { folder, durable, secrets }: DataFolder): Store {
  if (databaseUrl !== undefined) return createPostgresStore({ url: databaseUrl, secrets });
  return createSqliteStore({ file: durable ? join(folder, 'portcullis.db') : ':memory:', secrets });
}

function cannotOpen({ databaseUrl }: Settings, { folder }: DataFolder, cause: unknown): SettingError {
  const found = wordsOf(cause);
  if (isWrongSecret(cause)) return new SettingError('PORTCULLIS_SECRET', 'hidden', found, cause);
  if (databaseUrl === undefined) return new SettingError('DATA_DIR', folder, found, cause);
  return new SettingError('DATABASE_URL', withoutSecrets(databaseUrl), found, cause);
}

function isWrongSecret(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WRONG_SECRET';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
