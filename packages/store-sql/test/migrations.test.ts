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
