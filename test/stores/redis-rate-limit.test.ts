import { problemDetails } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import { createRedisStore, type RedisStore } from '@portcullis/store-redis';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import { RedisStore as RateLimitStore } from 'rate-limit-redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/engines.js';
import {
  describeWithRedisServer,
  leastRules,
  type RedisServer,
  startRedisServer,
} from '../support/redis-server.js';
import { type Served, serve } from '../support/serve.js';

const limit = 5;

/** A user that may do what the README says, and no more; given at each start of the server. */
const limiterRules = ['+script|load', '+get', '+decr', '+incr', '+del', '+pttl'];
const userSettings = ['--user', 'app', 'on', '>sesame', ...leastRules, ...limiterRules];

describeWithRedisServer('express-rate-limit over the connection of the store', () => {
  let redis: RedisServer;
  let stores: readonly RedisStore[];
  let apps: readonly Served[];

  beforeAll(async () => {
    redis = await startRedisServer(...userSettings);
    stores = await Promise.all([1, 2].map(open));
    apps = await Promise.all(stores.map(serveLimited));
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await Promise.all(stores.map((store) => store.close()));
    await redis.stop();
  });

  async function open(): Promise<RedisStore> {
    const url = `redis://app:sesame@127.0.0.1:${redis.port}`;
    const store = createRedisStore({ durable: createMemoryStore(), url, timeoutMs: 500 });
    await store.ready();
    return store;
  }

  const ask = async (app: Served | undefined, caller: string): Promise<number> => {
    const response = await fetch(`${app?.url}/`, { headers: { caller } });
    await response.arrayBuffer();
    return response.status;
  };
  const askBoth = (caller: string) =>
    Promise.all(Array.from({ length: 10 }, (_, turn) => ask(apps[turn % 2], caller)));

  it('counts in two instances as in one', async () => {
    const statuses = await askBoth('a');
    expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10 - limit);
    expect(await ask(apps[0], 'b')).toBe(200);
  });

  it('goes on when Redis has lost the scripts', async () => {
    redis.command('SCRIPT', 'FLUSH');
    const statuses = await askBoth('c');
    expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
  });

  it('is a 503 while Redis is away, and a limit again after it', async () => {
    await redis.stop();
    for (const app of apps) await until('Redis is missed', 5_000, async () => (await ask(app, 'd')) === 503);
    await redis.start();
    for (const app of apps) await until('Redis is back', 2_000, async () => (await ask(app, 'd')) !== 503);
    const statuses = await askBoth('e');
    expect(statuses.filter((status) => status === 200)).toHaveLength(limit);
  });
});

function serveLimited(store: RedisStore): Promise<Served> {
  const app = express();
  app.use(
    rateLimit({
      limit,
      windowMs: 60_000,
      keyGenerator: (req) => String(req.headers['caller']),
      store: new RateLimitStore({
        prefix: 'portcullis:limit:',
        sendCommandCluster: ({ key, command }) => store.sendCommand(key, command),
      }),
    }),
  );
  app.get('/', (_req, res) => {
    res.json({});
  });
  app.use(problemDetails({ log: () => {} }));
  return serve(app);
}
