import { type AddressInfo, createServer } from 'node:net';
import type { Store } from '@portcullis/store';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSchema, describeWithPostgres, type TestSchema } from '../../../test/support/engines.js';
import { createPostgresStore, type PostgresStoreOptions } from '../src/index.js';

const secrets = ['the first secret, of thirty-two bytes'];
const url = 'postgres://somebody:hunter2@127.0.0.1:1/data';

describe('a wrong option stops the start', () => {
  const wrong: readonly [string, object, RegExp][] = [
    ['neither url nor pool', { secrets }, /either url or pool must be given/],
    ['both', { secrets, url, pool: {} }, /either url or pool must be given/],
    ['another protocol', { secrets, url: 'mysql://u:hunter2@h/d' }, /begins with postgres:\/\//],
    ['no URL', { secrets, url: 'hunter2@nowhere' }, /begins with postgres:\/\//],
    ['no secrets', { url }, /secrets is missing/],
    ['a short secret', { url, secrets: ['short'] }, /5 bytes, at least 32 are needed/],
    ['an unknown name', { url, secrets, file: 'x' }, /unknown option "file"/],
    ['no connections', { url, secrets, poolSize: 0 }, /poolSize must be a whole number above 0/],
  ];
  it.each(wrong)('%s', (_name, options, message) => {
    const create = () => createPostgresStore(options as PostgresStoreOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(/hunter2/);
  });
});

it('ready rejects with one clear line, without the password, where nothing listens', async () => {
  const store = createPostgresStore({ url, secrets });
  const error = await store.ready().catch((reason: Error) => reason);
  expect(String(error)).toBe(
    'Error: Cannot open PostgreSQL store at 127.0.0.1:1/data: PostgreSQL failed: connect ECONNREFUSED 127.0.0.1:1',
  );
  await store.close();
});

it('ready rejects within timeoutMs where something accepts and never answers', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const store = createPostgresStore({ url: `postgres://127.0.0.1:${port}/data`, secrets, timeoutMs: 100 });
  await expect(store.ready()).rejects.toThrow(
    /^Cannot open PostgreSQL store at 127\.0\.0\.1:\d+\/data: PostgreSQL failed: .*timeout$/,
  );
  await store.close();
  await expect(store.ready()).rejects.toMatchObject({ status: 503 });
  silent.close();
});

describeWithPostgres('on PostgreSQL', (database) => {
  let schema: TestSchema;
  let stores: Store[];
  beforeAll(async () => {
    schema = await createSchema(database);
  });
  afterAll(() => schema.drop());
  beforeEach(() => {
    stores = [];
  });
  afterEach(() => Promise.all(stores.map((store) => store.close())));

  async function open(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
    const store = createPostgresStore({
      url: schema.url,
      secrets,
      poolSize: 2,
      ...options,
    } as PostgresStoreOptions);
    stores.push(store);
    await store.ready();
    return store;
  }

  it('ready rejects with one clear line for a database that does not exist', async () => {
    const elsewhere = new URL(database);
    elsewhere.pathname = '/no_such_database';
    await expect(open({ url: elsewhere.href })).rejects.toThrow(
      /^Cannot open PostgreSQL store at .*\/no_such_database: PostgreSQL failed: database "no_such_database" does not exist$/,
    );
  });

  it('ready rejects when the secret does not open the signing keys that are there', async () => {
    const first = await open();
    const key = {
      kid: 'kid-1',
      algorithm: 'ES256',
      publicJwk: { kty: 'EC' },
      privateJwk: '{"d":"private-part"}',
    };
    await first.signingKeys.insert(key);
    const newer = 'a newer secret, of thirty-two bytes';
    await expect(open({ secrets: [newer] })).rejects.toThrow(
      /^Cannot open signing key kid-1: none of the secrets/,
    );
    const rotated = await open({ secrets: [newer, ...secrets] });
    expect(await rotated.signingKeys.list()).toMatchObject([key]);
    const rows = await schema.query('SELECT * FROM portcullis_signing_key');
    expect(JSON.stringify(rows)).not.toMatch(/private-part/);
  });

  it('before ready and after close everything is a 503', async () => {
    const store = createPostgresStore({ url: schema.url, secrets });
    const refused = async (): Promise<void> => {
      await expect(async () => store.clients.find('c')).rejects.toMatchObject({ status: 503 });
      await expect(async () => store.codes.countFailure('c')).rejects.toMatchObject({ status: 503 });
      expect(() => store.revocations.isRevoked({ issuer: 'i' })).toThrow(
        expect.objectContaining({ reason: 'stale_revocations' }),
      );
    };
    await refused();
    await store.ready();
    expect(await store.clients.find('c')).toBeUndefined();
    await store.close();
    await refused();
  });

  it('a pool of the app is used and stays open, and no listener of ours stays on it', async () => {
    const pool = new pg.Pool({ connectionString: schema.url, max: 2 });
    const store = createPostgresStore({ pool, secrets });
    await store.ready();
    expect(await store.marks.rememberOnce('m', Date.now() + 60_000)).toBe(true);
    await store.close();
    expect(pool.listenerCount('error')).toBe(0);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('a role that may not create tables starts on a schema that is up to date', async () => {
    await open();
    const role = new URL(schema.url).searchParams.get('options')?.match(/search_path=(\w+)/)?.[1] ?? '';
    await schema.query(`CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA ${role} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${role} TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${role} TO ${role}`);
    const asRole = new URL(schema.url);
    asRole.username = role;
    const store = await open({ url: asRole.href });
    expect(await store.accessTokens.revoke('jti', Date.now() + 60_000)).toBe(true);
    await store.close();
    await schema.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it('connections that the server ends while nobody uses them harm nobody', async () => {
    const named = new URL(schema.url);
    named.searchParams.set('application_name', 'to-be-ended');
    const store = await open({ url: named.href });
    await Promise.all([store.users.find('a'), store.users.find('b')]);
    await schema.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'to-be-ended'",
    );
    await expect.poll(() => Promise.resolve(store.users.find('a')).then(() => 'answers')).toBe('answers');
  });
});
