import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../../test/support/redis-server.js';
import { Link } from '../../src/link.js';
import { parseRedisUrl } from '../../src/redis-address.js';
import { ServerConnection } from '../../src/server-connection.js';

/** A Redis of its own for the tests of a file, and a link to it. */
export interface RedisBench {
  readonly server: RedisServer;
  readonly link: Link;
  /** Milliseconds since the epoch, by the clock of the server. */
  serverTime(): Promise<number>;
  /** Every key that there is. */
  keys(): Promise<readonly string[]>;
}

/** Call it in `describe`: what it returns is filled before the first test. */
export function useRedis(): RedisBench {
  const bench = {} as { server: RedisServer; link: Link };
  beforeAll(async () => {
    const server = await startRedisServer();
    const settings = { address: parseRedisUrl('test', 'url', server.url), tls: {} };
    const link = new Link({
      timeoutMs: 5_000,
      startMs: 5_000,
      create: (onLost, connectMs) => new ServerConnection(settings, connectMs, onLost),
      prepare: async () => {},
    });
    await link.open();
    Object.assign(bench, { server, link });
  });
  afterAll(async () => {
    bench.link.close();
    await bench.server.stop();
  });
  return Object.assign(bench, {
    async serverTime() {
      const [seconds, microseconds] = (await bench.link.send(undefined, ['TIME'])) as string[];
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async keys() {
      return (await bench.link.send(undefined, ['KEYS', '*'])) as string[];
    },
  });
}
