import { apiKey, createApiKeys } from '@portcullis/api-key';
import { type Decision, onDecision } from '@portcullis/core';
import { type KeyRateLimitOptions, keyQuota, keyRateLimit } from '@portcullis/limits';
import { redisRateLimitStore } from '@portcullis/limits/redis';
import { createMemoryStore } from '@portcullis/store';
import { createRedisStore, type RedisStore } from '@portcullis/store-redis';
import express, { type RequestHandler } from 'express';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/engines.js';
import { describeWithRedisServer, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { serve } from '../support/serve.js';

const limit = 5;
const timeoutMs = 300;
const planOf = () => ({ limit, windowSeconds: 60 });

describeWithRedisServer('limits while Redis is away', () => {
  let redis: RedisServer;
  let store: RedisStore;
  let client: ReturnType<typeof createClient>;
  const decisions: Decision[] = [];
  const unsubscribe = onDecision((decision) => decision.outcome !== 'allow' && decisions.push(decision));

  beforeEach(async () => {
    redis = await startRedisServer();
    store = createRedisStore({ durable: createMemoryStore(), url: redis.url, timeoutMs });
    await store.ready();
    client = createClient({ url: redis.url });
    client.on('error', () => {});
    await client.connect();
    decisions.length = 0;
  });
  afterEach(async () => {
    client.destroy();
    await store.close();
    await redis.stop();
  });
  afterAll(unsubscribe);

  /** How calls of one key are answered behind a limiter. */
  async function serveBehind(limiter: RequestHandler) {
    const keys = createApiKeys({ store, prefix: 'bank', peppers: ['a pepper of this test, 32 bytes long'] });
    const { apiKey: text } = await keys.issue({ clientId: 'app-1', name: 'Key' });
    const app = express();
    app.get('/', apiKey({ keys, issuer: 'https://login.example' }), limiter, (_req, res) => {
      res.json({});
    });
    const served = await serve(app);
    onTestFinished(served.close);
    const ask = async () => (await fetch(served.url, { headers: { 'API-Key': text } })).status;
    const successes = async (times: number) => {
      const statuses = await Promise.all(Array.from({ length: times }, ask));
      return statuses.filter((status) => status === 200).length;
    };
    return { ask, successes };
  }

  type Limiter = (storeFailure: 'refuse' | 'let-through') => RequestHandler;
  const rateLimit =
    (createStore: () => KeyRateLimitOptions['store']): Limiter =>
    (storeFailure) =>
      keyRateLimit({ planOf, storeFailure, store: createStore() as RedisStore['counters'] });

  /** A client that keeps commands for later: its answers are not waited for. */
  const patientClient = {
    sendCommand: (_key: string | undefined, command: readonly string[]) => client.sendCommand(command),
  };

  const limiters: readonly (readonly [string, Limiter])[] = [
    ['keyRateLimit in counters', rateLimit(() => store.counters)],
    ['keyRateLimit by rate-limit-redis', rateLimit(() => redisRateLimitStore({ redis: store }))],
    [
      'keyRateLimit by rate-limit-redis and a client of the app',
      rateLimit(() => redisRateLimitStore({ redis: patientClient, timeoutMs })),
    ],
    [
      'keyQuota',
      (storeFailure) =>
        keyQuota({ quotaOf: () => limit, period: 'day', storeFailure, counters: store.counters }),
    ],
  ];

  it.each(limiters)(
    '%s answers 503 with an event, and counts on when Redis is back',
    async (_name, create) => {
      const app = await serveBehind(create('refuse'));
      expect(await app.successes(2)).toBe(2);
      await redis.stop();
      await until('Redis is missed', 2_000, async () => (await app.ask()) === 503);
      expect(await app.successes(10)).toBe(0);
      expect(decisions.at(-1)).toMatchObject({ outcome: 'deny', reason: 'limiter_unavailable', status: 503 });
      await redis.start();
      await until('Redis is back', 5_000, async () => (await app.ask()) === 200);
      expect(await app.successes(20)).toBeLessThan(limit);
      expect(decisions.at(-1)).toMatchObject({ outcome: 'deny', status: 429 });
    },
  );

  it.each(limiters)('%s lets calls through with an event where it is told to', async (_name, create) => {
    const app = await serveBehind(create('let-through'));
    await redis.stop();
    expect(await app.successes(10)).toBe(10);
    expect(decisions).toHaveLength(10);
    expect(decisions.at(-1)).toMatchObject({ outcome: 'report', reason: 'limiter_unavailable' });
  });

  it.each(limiters)('%s counts, though Redis was away when the first call came', async (_name, create) => {
    const app = await serveBehind(create('refuse'));
    await redis.stop();
    await until('Redis is missed', 2_000, async () => (await app.ask()) === 503);
    await redis.start();
    await until('Redis is back', 5_000, async () => (await app.ask()) === 200);
    expect(await app.successes(20)).toBeLessThan(limit);
  });

  it.each(limiters)('%s answers in time while Redis hangs', async (_name, create) => {
    const app = await serveBehind(create('refuse'));
    await app.ask();
    redis.stall();
    const begun = performance.now();
    expect(await app.ask()).toBe(503);
    expect(performance.now() - begun).toBeLessThan(timeoutMs + 1_000);
    redis.resume();
  });

  it('keyRateLimit by rate-limit-redis goes on when Redis has lost the scripts', async () => {
    const app = await serveBehind(keyRateLimit({ planOf, store: redisRateLimitStore({ redis: store }) }));
    expect(await app.successes(2)).toBe(2);
    redis.command('SCRIPT', 'FLUSH');
    expect(await app.successes(20)).toBe(limit - 2);
  });
});

it.each([
  [{}, /redis must have sendCommand/],
  [{ redis: { sendCommand() {} }, prefix: 5 }, /prefix must be a text/],
  [{ redis: { sendCommand() {} }, timeoutMs: 0 }, /timeoutMs is 0/],
  [{ redis: { sendCommand() {} }, url: 'redis://localhost' }, /unknown option "url"/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => redisRateLimitStore(options)).toThrow(message);
});
