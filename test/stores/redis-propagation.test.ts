import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { createRedisStore } from '@portcullis/store-redis';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  describeWithRedis,
  type TestSchema,
  temporaryFolder,
  until,
} from '../support/engines.js';
import { redisNames } from '../support/redis-names.js';
import { clientOf } from '../support/store-records.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { testPropagation } from './propagation.js';

const secrets = ['a secret of thirty-two bytes or so'];
const issuer = 'https://issuer.example';

/** The durable store does not ask by itself while a test runs: what is heard is heard through Redis. */
const silent = { secrets, pollMs: 600_000, staleAfterMs: 1_200_000 };

/** The stated time with Redis, in milliseconds. */
const propagationMs = 250;

describeWithRedis('with Redis', (url) => {
  describeWithPostgres('several processes on one PostgreSQL', (databaseUrl) => {
    const names = redisNames(url);
    let schema: TestSchema;
    beforeAll(async () => {
      schema = await createSchema(databaseUrl);
    });
    afterAll(async () => {
      await schema.drop();
      await names.clear();
    });

    const database = () => ({ ...silent, url: schema.url, poolSize: 2 });
    testPropagation(
      () => ({ ...database(), redis: { url, prefix: names.prefix } }),
      async () => {
        const store = createPostgresStore(database());
        await store.ready();
        return store;
      },
      propagationMs,
    );
  });
});

describeWithRedis('a connection to Redis that is lost', (url) => {
  const names = redisNames(url);
  const { hostname, port } = new URL(url);
  const folder = temporaryFolder();
  const stores: Store[] = [];
  let proxy: TcpProxy;
  let cases = 0;
  /** Reaches Redis through the proxy. */
  let distant: Store;
  let near: Store;

  async function open(throughProxy: boolean): Promise<Store> {
    const durable = createSqliteStore({ ...silent, file: join(folder.path, `${cases}.db`) });
    const through = new URL(url);
    if (throughProxy) through.host = `127.0.0.1:${proxy.port}`;
    const store = createRedisStore({ durable, url: through.href, prefix: names.prefix, timeoutMs: 300 });
    stores.push(store);
    await store.ready();
    return store;
  }

  beforeEach(async () => {
    cases += 1;
    proxy = await startTcpProxy({ host: hostname, port: Number(port || 6379) });
    near = await open(false);
    distant = await open(true);
    await near.clients.insert(clientOf('client'));
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await proxy.stop();
  });
  afterAll(async () => {
    folder.remove();
    await names.clear();
  });

  const isRevoked = (store: Store) => store.revocations.isRevoked({ issuer, clientId: 'client' });
  const answers = (store: Store) =>
    Promise.resolve(store.counters.peek('any')).then(
      () => true,
      () => false,
    );
  const untilAnswering = (store: Store, isSo: boolean) =>
    until(
      `Redis ${isSo ? 'answers' : 'does not answer'}`,
      5_000,
      async () => (await answers(store)) === isSo,
    );

  it('by the one who listens: what was announced meanwhile is read when it is back', async () => {
    await proxy.stop();
    await untilAnswering(distant, false);
    await near.clients.setStatus('client', 'revoked');
    expect([isRevoked(near), isRevoked(distant)]).toEqual([true, false]);
    await proxy.resume();
    await until('the other one knows', 2_000, () => isRevoked(distant));
  });

  it('by the one who revokes: it is announced when it is back', async () => {
    await proxy.stop();
    await untilAnswering(distant, false);
    await distant.clients.setStatus('client', 'revoked');
    expect([isRevoked(distant), isRevoked(near)]).toEqual([true, false]);
    await proxy.resume();
    await until('the other one knows', 2_000, () => isRevoked(near));
  });

  it('without a word, as when a cable is cut: it is found out, and what was announced is read', async () => {
    proxy.stall();
    await untilAnswering(distant, false);
    await near.clients.setStatus('client', 'revoked');
    expect(isRevoked(distant)).toBe(false);
    await proxy.stop();
    await proxy.resume();
    await until('the other one knows', 2_000, () => isRevoked(distant));
  });

  it('is of no matter to one that revokes and closes at once', async () => {
    const shortLived = await open(false);
    await shortLived.clients.setStatus('client', 'revoked');
    await shortLived.close();
    await until('the others know', propagationMs, () => isRevoked(near) && isRevoked(distant));
  });
});
