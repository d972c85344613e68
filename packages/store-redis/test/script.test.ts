import { beforeEach, expect, it } from 'vitest';
import { describeWithRedisServer } from '../../../test/support/redis-server.js';
import type { CommandSender } from '../src/connection.js';
import { readServerTime, Script } from '../src/script.js';
import { useRedis } from './support/open-link.js';

const add = new Script("return redis.call('INCRBY', KEYS[1], ARGV[1])");

describeWithRedisServer('a script', () => {
  const redis = useRedis();

  const sent: string[] = [];
  const watched: CommandSender = {
    send: (key, command) => {
      sent.push(String(command[0]));
      return redis.link.send(key, command);
    },
  };
  beforeEach(() => {
    sent.length = 0;
  });

  it('runs once on a server that does not know it, and by its name from then on', async () => {
    for (const expected of [3, 6]) expect(await add.run(watched, 'sum', 3)).toBe(expected);
    redis.server.command('SCRIPT', 'FLUSH');
    expect(await add.run(watched, 'sum', 3)).toBe(9);
    expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA', 'EVALSHA', 'EVAL']);
  });

  it('runs once for each of many callers that come first together', async () => {
    redis.server.command('SCRIPT', 'FLUSH');
    const results = await Promise.all(Array.from({ length: 50 }, () => add.run(redis.link, 'race', 1)));
    expect((results as number[]).toSorted((a, b) => a - b)).toEqual(results.map((_, index) => index + 1));
  });

  it('that fails is not run in full besides', async () => {
    redis.server.command('SET', 'text', 'no number');
    await expect(add.run(watched, 'text', 1)).rejects.toThrow(/Redis failed: .*not an integer/);
    expect(sent).toEqual(['EVALSHA']);
  });

  it('reads the time of the server in milliseconds', async () => {
    const readTime = new Script(`${readServerTime} return now`);
    const before = await redis.serverTime();
    const time = Number(await readTime.run(redis.link, 'any'));
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(await redis.serverTime());
  });
});
