import { type KeyRateLimitOptions, keyRateLimit } from '@portcullis/limits';
import { redisRateLimitStore } from '@portcullis/limits/redis';
import { createMemoryStore } from '@portcullis/store';
import { createRedisStore, type RedisStore } from '@portcullis/store-redis';
import express from 'express';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { keyGuard } from '../support/key-guard.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.js';
import { describeWithRedisServer } from '../support/redis-server.js';
import { serve } from '../support/serve.js';

const limit = 3;
const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);

describeWithRedisServer('limits on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let store: RedisStore;

  beforeAll(async () => {
    cluster = await startRedisCluster(3);
    store = createRedisStore({
      durable: createMemoryStore(),
      clusterUrls: cluster.urls,
      timeoutMs: 5_000,
    });
    await store.ready();
  });
  afterAll(async () => {
    await store.close();
    await cluster.remove();
  });

  const countedIn: readonly (readonly [string, () => KeyRateLimitOptions['store']])[] = [
    ['counters', () => store.counters],
    ['rate-limit-redis', () => redisRateLimitStore({ redis: store })],
  ];
  it.each(countedIn)('hold for keys on every node, counted in %s', async (_name, createStore) => {
    const options = { planOf: () => ({ limit, windowSeconds: 60 }), store: createStore() };
    const app = express();
    app.use(keyGuard(), keyRateLimit(options as KeyRateLimitOptions));
    app.get('/', (_req, res) => void res.json({}));
    const served = await serve(app);
    onTestFinished(served.close);
    const ask = async (key: string) => (await fetch(served.url, { headers: { key } })).status;
    for (const key of keys) {
      const statuses = await Promise.all(Array.from({ length: 8 }, () => ask(key)));
      expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
      expect(statuses.filter((status) => status === 429)).toHaveLength(8 - limit);
    }
    for (const node of cluster.nodes) expect(Number(node.command('DBSIZE'))).toBeGreaterThan(0);
  });
});
