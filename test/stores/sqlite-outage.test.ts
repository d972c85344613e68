import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { createSqliteStore } from '@portcullis/store-sql';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { clientOf } from '../support/store-records.js';
import { outageOptions } from './outage.js';

describe('a SQLite file in trouble', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  let database: Database.Database;
  let store: Store;

  beforeAll(async () => {
    database = new Database(file);
    store = createSqliteStore({ database, ...outageOptions });
    await store.ready();
    await store.clients.insert(clientOf('client'));
  });
  afterAll(async () => {
    await store.close();
    database.close();
    folder.remove();
  });

  const remember = async (key: string): Promise<boolean> =>
    store.marks.rememberOnce(key, Date.now() + 60_000);
  const unavailable = { status: 503, headers: { 'Retry-After': '1' } };

  it('held by another process for too long: changes are 503, reads go on, and all is well afterwards', async () => {
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const [asked, found] = [remember('held'), store.clients.find('client')];
    expect(found).toMatchObject({ id: 'client' });
    await expect(asked).rejects.toMatchObject(unavailable);
    other.exec('ROLLBACK');
    other.close();
    expect(await remember('held')).toBe(true);
  });

  it('on a full disk: changes are 503, reads go on, nothing is half done, and all is well with more room', async () => {
    const [pages] = database.prepare('PRAGMA page_count').raw(true).get() as unknown as [number];
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const big = { ...clientOf('big'), metadata: { text: 'x'.repeat(100_000) } };
    await expect(store.clients.insert(big)).rejects.toMatchObject(unavailable);
    expect(await store.clients.find('big')).toBeUndefined();
    expect(await store.clients.find('client')).toMatchObject({ id: 'client' });
    database.exec('PRAGMA max_page_count = 1000000');
    expect(await store.clients.insert(big)).toMatchObject({ id: 'big' });
  });
});
