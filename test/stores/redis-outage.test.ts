import { join } from 'node:path';
import type { Store } from '@portcullis/store';
import { createRedisStore } from '@portcullis/store-redis';
import { createPostgresStore, createSqliteStore } from '@portcullis/store-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  describeWithRedis,
  type TestSchema,
  temporaryFolder,
  until,
} from '../support/engines.js';
import { redisNames } from '../support/redis-names.js';
import { describeWithRedisServer, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { clientOf } from '../support/store-records.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { outageOptions, startTraffic, type Traffic } from './outage.js';

const issuer = 'https://issuer.example';
const { timeoutMs } = outageOptions;

describeWithRedisServer('Redis taken away in mid-traffic', () => {
  const folder = temporaryFolder();
  let redis: RedisServer;
  let store: Store;
  let other: Store;
  let traffic: Traffic;

  async function open(): Promise<Store> {
    const durable = createSqliteStore({ ...outageOptions, file: join(folder.path, 'store.db') });
    const opened = createRedisStore({ durable, url: redis.url, timeoutMs });
    await opened.ready();
    return opened;
  }

  beforeAll(async () => {
    redis = await startRedisServer();
    store = await open();
    other = await open();
    traffic = await startTraffic(store, ['api']);
  });
  afterAll(async () => {
    await traffic.end();
    await Promise.all([store.close(), other.close()]);
    await redis.stop();
    folder.remove();
  });

  it('stopped: a 503 in time to all who need it, and a 200 soon after its return', () =>
    traffic.surviveOutage(
      () => redis.stop(),
      () => redis.start(),
    ));

  it('hanging: a 503 in time to all who need it, and a 200 soon after its return', () =>
    traffic.surviveOutage(
      () => redis.stall(),
      async () => redis.resume(),
    ));

  it('hanging and killed in the end: a 503 all along, and a 200 soon after its return', () =>
    traffic.surviveOutage(
      async () => {
        redis.stall();
        await until('nothing is answered', 5_000, () => isAway(store));
        await redis.stop();
      },
      () => redis.start(),
    ));

  it('lets the view of what is revoked live on, by the polling of the durable store', async () => {
    const isRevoked = (asked: Store) => asked.revocations.isRevoked({ issuer, clientId: 'client' });
    await store.clients.insert(clientOf('client'));
    await redis.stop();
    await until('Redis is missed', 5_000, () => isAway(store));
    expect([isRevoked(store), isRevoked(other)]).toEqual([false, false]);
    await store.clients.setStatus('client', 'revoked');
    expect(isRevoked(store)).toBe(true);
    await until('the other instance knows', 1_000, () => isRevoked(other));
    await until('the view is fed', 2 * outageOptions.staleAfterMs, () => {
      return store.revocations.freshUntil > Date.now() + outageOptions.staleAfterMs / 2;
    });
    await redis.start();
    await until('Redis is back', 2_000, async () => !(await isAway(store)));
  });
});

describeWithRedis('with Redis', (url) => {
  describeWithPostgres('a database that falls silent while Redis speaks', (databaseUrl) => {
    let schema: TestSchema;
    const names = redisNames(url);
    let proxy: TcpProxy;
    let store: Store;

    beforeAll(async () => {
      schema = await createSchema(databaseUrl);
      const { hostname, port } = new URL(databaseUrl);
      proxy = await startTcpProxy({ host: hostname, port: Number(port || 5432) });
      const through = new URL(schema.url);
      through.host = `127.0.0.1:${proxy.port}`;
      const durable = createPostgresStore({ url: through.href, ...outageOptions });
      store = createRedisStore({ durable, url, prefix: names.prefix });
      await store.ready();
    });
    afterAll(async () => {
      await store.close();
      await proxy.stop();
      await schema.drop();
      await names.clear();
    });

    it('is a 503 from freshUntil on, and no more when it is back', async () => {
      const { revocations } = store;
      const isRevoked = (): boolean => revocations.isRevoked({ issuer, clientId: 'client' });
      expect(isRevoked()).toBe(false);
      proxy.stall();
      await until('the view is stale', 5_000, () => Date.now() >= revocations.freshUntil);
      expect(isRevoked).toThrow(expect.objectContaining({ status: 503, reason: 'stale_revocations' }));
      expect(await isAway(store)).toBe(false);
      await proxy.resume();
      await until('the view is fresh again', 5_000, () => Date.now() < revocations.freshUntil);
      expect(isRevoked()).toBe(false);
    });
  });
});

/** Is Redis away, as far as the store can tell? */
async function isAway(store: Store): Promise<boolean> {
  try {
    await store.counters.peek('any');
    return false;
  } catch (error) {
    expect(error).toMatchObject({ status: 503, reason: 'store_unavailable' });
    return true;
  }
}
