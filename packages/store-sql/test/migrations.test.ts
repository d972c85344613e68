import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { createSchema, describeWithPostgres, temporaryFolder } from '../../../test/support/engines.js';
import { clientOf } from '../../../test/support/store-records.js';
import { createPostgresStore, createSqliteStore } from '../src/index.js';

const secrets = ['the first secret, of thirty-two bytes'];

/** What a later release may do to the schema while this one still runs on it. */
const laterRelease = [
  'INSERT INTO portcullis_migration (number, applied_at) VALUES (9999, 0)',
  'ALTER TABLE portcullis_client ADD COLUMN later TEXT',
  'CREATE TABLE portcullis_later (id TEXT)',
  `INSERT INTO portcullis_notice (kind, subject, status, tokens_valid_from, kept_until)
    VALUES ('later', 'x', 'revoked', 0, 9000000000000)`,
];

/** Back to what the first release made. */
const firstRelease = [
  'DELETE FROM portcullis_migration WHERE number > 1',
  'DROP TABLE portcullis_consent',
  'DROP TABLE portcullis_usage',
  'DROP TABLE portcullis_usage_batch',
];

const aDay = { keyId: 'key', day: '2026-03-01', operation: 'GET /', calls: 3 };

it('a SQLite schema of the first release is brought up, with what is in it', async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  const first = createSqliteStore({ file, secrets });
  await first.ready();
  await first.clients.insert(clientOf('a'));
  await first.close();
  const earlier = new Database(file);
  for (const statement of firstRelease) earlier.exec(statement);
  earlier.close();
  const second = createSqliteStore({ file, secrets });
  await second.ready();
  await second.usage.add('batch', [aDay]);
  expect(await second.usage.list('key')).toEqual([aDay]);
  expect(await second.clients.find('a')).toMatchObject({ version: 1 });
  await second.close();
  folder.remove();
});

it('a SQLite schema that a later release has widened is used as before', async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'store.db');
  const first = createSqliteStore({ file, secrets });
  await first.ready();
  const later = new Database(file);
  for (const statement of laterRelease) later.exec(statement);
  later.close();
  expect(await first.clients.insert(clientOf('a'))).toMatchObject({ version: 1 });
  const second = createSqliteStore({ file, secrets });
  await second.ready();
  expect(await second.clients.setStatus('a', 'revoked')).toMatchObject({ version: 2 });
  await first.revocations.catchUp();
  expect(first.revocations.isRevoked({ issuer: 'i', clientId: 'a' })).toBe(true);
  await Promise.all([first.close(), second.close()]);
  folder.remove();
});

describeWithPostgres('on PostgreSQL', (url) => {
  it('a schema of the first release is brought up under a store that goes on using it', async () => {
    const schema = await createSchema(url);
    const first = createPostgresStore({ url: schema.url, secrets, poolSize: 2 });
    await first.ready();
    for (const statement of firstRelease) await schema.query(statement);
    const second = createPostgresStore({ url: schema.url, secrets, poolSize: 2 });
    await second.ready();
    expect(await first.clients.insert(clientOf('a'))).toMatchObject({ version: 1 });
    await second.usage.add('batch', [aDay]);
    expect(await second.usage.list('key')).toEqual([aDay]);
    expect(await second.clients.find('a')).toMatchObject({ version: 1 });
    await Promise.all([first.close(), second.close()]);
    await schema.drop();
  });

  it('a schema that a later release has widened is used as before', async () => {
    const schema = await createSchema(url);
    const first = createPostgresStore({ url: schema.url, secrets, poolSize: 2 });
    await first.ready();
    for (const statement of laterRelease) await schema.query(statement);
    expect(await first.clients.insert(clientOf('a'))).toMatchObject({ version: 1 });
    const second = createPostgresStore({ url: schema.url, secrets, poolSize: 2 });
    await second.ready();
    expect(await second.clients.setStatus('a', 'revoked')).toMatchObject({ version: 2 });
    await first.revocations.catchUp();
    expect(first.revocations.isRevoked({ issuer: 'i', clientId: 'a' })).toBe(true);
    await Promise.all([first.close(), second.close()]);
    await schema.drop();
  });
});
