import { expect, it } from 'vitest';
import { describeWithRedisServer } from '../../../test/support/redis-server.js';
import { RedisMarks } from '../src/redis-marks.js';
import { useRedis } from './support/open-link.js';

const minute = 60_000;
const hour = 60 * minute;

describeWithRedisServer('marks in Redis', () => {
  const redis = useRedis();
  const marks = () => new RedisMarks(redis.link, 'test');
  const onlyKey = async (): Promise<string> => {
    const keys = await redis.keys();
    expect(keys).toHaveLength(1);
    return String(keys[0]);
  };
  const clear = () => redis.server.command('FLUSHALL');

  it('refuse what is over by the clock of Redis, to the millisecond, and keep nothing of it', async () => {
    clear();
    const now = await redis.serverTime();
    for (const until of [0, now - hour, now - 1, now]) {
      expect(await marks().rememberOnce(`over at ${until}`, until)).toBe(false);
    }
    for (let attempt = 0; attempt < 100; attempt += 1) {
      expect(await marks().rememberOnce('over now', await redis.serverTime())).toBe(false);
    }
    expect(await redis.keys()).toEqual([]);
    expect(await marks().rememberOnce('soon over', now + minute)).toBe(true);
  });

  it('are kept an hour longer than they guard, and expire by themselves', async () => {
    clear();
    const until = (await redis.serverTime()) + minute;
    expect(await marks().rememberOnce('jti', until)).toBe(true);
    const key = await onlyKey();
    expect(Number(redis.server.command('PEXPIRETIME', key))).toBe(until + hour);
    expect(await marks().rememberOnce('jti', until + 5 * hour)).toBe(false);
    expect(Number(redis.server.command('PEXPIRETIME', key))).toBe(until + hour);
    redis.server.command('PEXPIRE', key, '1');
    const end = (await redis.serverTime()) + 1;
    while ((await redis.serverTime()) <= end);
    expect(await marks().rememberOnce('jti', until)).toBe(true);
  });

  it('do not tell what they are about', async () => {
    clear();
    const until = (await redis.serverTime()) + minute;
    await marks().rememberOnce('client-7:the-secret-part', until);
    expect(await onlyKey()).toMatch(/^test:mark:[\w-]{43}$/);
  });

  it('of another prefix are others', async () => {
    const until = (await redis.serverTime()) + minute;
    expect(await marks().rememberOnce('shared', until)).toBe(true);
    expect(await new RedisMarks(redis.link, 'test2').rememberOnce('shared', until)).toBe(true);
  });

  it('reach as far as a number does', async () => {
    expect(await marks().rememberOnce('for ever', Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(await marks().rememberOnce('for ever', Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
