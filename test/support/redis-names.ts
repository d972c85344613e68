import { randomUUID } from 'node:crypto';
import { createClient } from 'redis';

/** Names of a test's own in a Redis that others use too. */
export interface RedisNames {
  readonly prefix: string;
  /** Removes every key that begins with it. */
  clear(): Promise<void>;
}

export function redisNames(url: string): RedisNames {
  const prefix = `test-${randomUUID()}`;
  return {
    prefix,
    async clear() {
      const client = await createClient({ url }).connect();
      for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 })) {
        if (keys.length > 0) await client.del(keys);
      }
      client.destroy();
    },
  };
}
