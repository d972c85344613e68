import { createMemoryStore } from '@portcullis/store';
import { SettableClock } from '@portcullis/store/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeWithRedisServer } from '../../../test/support/redis-server.js';
import { RedisCounters } from '../src/redis-counters.js';
import { useRedis } from './support/open-link.js';

const windowMs = 60_000;

describeWithRedisServer('counters in Redis', () => {
  const redis = useRedis();
  const counters = () => new RedisCounters(redis.link, 'test');
  const clear = () => redis.server.command('FLUSHALL');

  it('have a window that begins and ends by the clock of Redis, and expires with it', async () => {
    clear();
    const before = await redis.serverTime();
    const { resetsAt } = await counters().hit('a', { windowMs });
    expect(resetsAt).toBeGreaterThanOrEqual(before + windowMs);
    expect(resetsAt).toBeLessThanOrEqual((await redis.serverTime()) + windowMs);
    const [key = ''] = await redis.keys();
    expect(key).toMatch(/^test:counter:[\w-]{43}$/);
    for (const change of [
      () => counters().hit('a', { windowMs: 7 * windowMs, amount: 4 }),
      () => counters().reserve('a', { windowMs: 7 * windowMs, limit: 10 }),
      () => counters().refund('a', { resetsAt, amount: 2 }),
    ]) {
      await change();
      expect(Number(redis.server.command('PEXPIRETIME', key))).toBe(resetsAt);
    }
    expect(await counters().peek('a')).toEqual({ count: 4, resetsAt });
  });

  it('begin anew when the window is over, and give nothing back to the one before', async () => {
    const first = await counters().hit('short', { windowMs: 5, amount: 3 });
    while ((await counters().peek('short')) !== undefined);
    expect(await redis.serverTime()).toBeGreaterThanOrEqual(first.resetsAt);
    expect(await counters().peek('short')).toBeUndefined();
    expect(await counters().refund('short', { resetsAt: first.resetsAt })).toBe(false);
    const second = await counters().reserve('short', { windowMs, limit: 1 });
    expect(second).toEqual({ granted: true, count: 1, resetsAt: expect.any(Number) });
    expect(second.resetsAt).toBeGreaterThan(first.resetsAt);
    expect(await counters().refund('short', { resetsAt: first.resetsAt })).toBe(false);
    expect(await counters().peek('short')).toEqual({ count: 1, resetsAt: second.resetsAt });
  });

  it('judge a window by its end and not by whether the key is still there', async () => {
    clear();
    await counters().hit('kept', { windowMs, amount: 3 });
    const [key = ''] = await redis.keys();
    redis.server.command('PERSIST', key);
    let resetsAt = 0;
    for (let attempt = 0; attempt < 100; attempt += 1) {
      resetsAt = await redis.serverTime();
      const ending = redis.link.send(key, ['HSET', key, 'resetsAt', String(resetsAt)]);
      expect((await Promise.all([ending, counters().peek('kept')]))[1]).toBeUndefined();
    }
    expect(await counters().refund('kept', { resetsAt })).toBe(false);
    expect(await counters().reserve('kept', { windowMs, limit: 0 })).toMatchObject({
      granted: false,
      count: 0,
    });
    expect(await counters().hit('kept', { windowMs })).toMatchObject({ count: 1 });
    expect(Number(redis.server.command('PTTL', key))).toBeGreaterThan(0);
  });

  it('count amounts of fifteen digits exactly', async () => {
    const amount = 999_999_999_999_998;
    const { resetsAt } = await counters().hit('large', { windowMs, amount });
    expect(await counters().hit('large', { windowMs })).toEqual({ count: amount + 1, resetsAt });
    expect(await counters().refund('large', { resetsAt, amount })).toBe(true);
    expect(await counters().peek('large')).toEqual({ count: 1, resetsAt });
  });

  it('answer as those in memory do, whatever is asked in whatever order', async () => {
    const amount = fc.integer({ min: 1, max: 20 });
    const step = fc.oneof(
      fc.record({ step: fc.constant('peek' as const), amount }),
      fc.record({ step: fc.constant('hit' as const), amount }),
      fc.record({ step: fc.constant('reserve' as const), amount, limit: fc.integer({ min: 0, max: 60 }) }),
      fc.record({ step: fc.constant('refund' as const), amount, isStale: fc.boolean() }),
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        runs += 1;
        const key = `run ${runs}`;
        const inMemory = createMemoryStore({ clock: new SettableClock() }).counters;
        const ends: number[] = [];
        for (const store of [counters(), inMemory]) ends.push((await store.hit(key, { windowMs })).resetsAt);
        for (const asked of steps) {
          const [inRedis, expected] = await Promise.all(
            [counters(), inMemory].map(async (store, place) => {
              const resetsAt = Number(ends[place]);
              switch (asked.step) {
                case 'peek':
                  return (await store.peek(key))?.count;
                case 'hit':
                  return (await store.hit(key, { windowMs, amount: asked.amount })).count;
                case 'reserve': {
                  const { granted, count } = await store.reserve(key, { windowMs, ...asked });
                  return { granted, count };
                }
                case 'refund':
                  return store.refund(key, {
                    amount: asked.amount,
                    resetsAt: asked.isStale ? resetsAt - 1 : resetsAt,
                  });
              }
            }),
          );
          expect(inRedis).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});
