import { createMemoryStore } from '@portcullis/store';
import { createRedisStore, type RedisStore } from '@portcullis/store-redis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { until } from '../support/engines.js';
import { describeWithRedisServer, type RedisServer, startRedisServer } from '../support/redis-server.js';

// The other tests run with redis 5; users may have either.
vi.mock('redis', () => import('redis6'));

const timeoutMs = 500;

describeWithRedisServer('with the driver redis 6', () => {
  let redis: RedisServer;
  let store: RedisStore;
  let marks = 0;

  beforeAll(async () => {
    redis = await startRedisServer();
    store = createRedisStore({ durable: createMemoryStore(), url: redis.url, timeoutMs });
    await store.ready();
  });
  afterAll(async () => {
    await store.close();
    await redis.stop();
  });

  /** Does it take a mark? If not, it says so as it should. */
  const answers = async (): Promise<boolean> => {
    marks += 1;
    const begun = performance.now();
    try {
      expect(await store.marks.rememberOnce(`mark-${marks}`, Date.now() + 60_000)).toBe(true);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ status: 503, reason: 'store_unavailable' });
      return false;
    } finally {
      expect(performance.now() - begun).toBeLessThan(timeoutMs + 1_000);
    }
  };

  it('marks and counters work', async () => {
    expect(await answers()).toBe(true);
    expect(await store.marks.rememberOnce(`mark-${marks}`, Date.now() + 60_000)).toBe(false);
    const { resetsAt } = await store.counters.hit('a', { windowMs: 60_000 });
    expect(await store.counters.reserve('a', { windowMs: 60_000, limit: 1 })).toEqual({
      granted: false,
      count: 1,
      resetsAt,
    });
  });

  it('a wrong address is one clear line', async () => {
    const wrong = createRedisStore({ durable: createMemoryStore(), url: 'redis://127.0.0.1:1' });
    await expect(wrong.ready()).rejects.toThrow(/^Cannot open Redis store at 127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  it.each([
    ['hangs', () => redis.stall(), async () => redis.resume()],
    ['is stopped', () => redis.stop(), () => redis.start()],
  ])('a server that %s is a 503 in time, and used again soon after', async (_, takeAway, bringBack) => {
    await takeAway();
    await until('Redis is missed', 5_000, async () => !(await answers()));
    await bringBack();
    await until('Redis is back', 2_000, answers);
  });
});
