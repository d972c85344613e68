import type { Store } from '@portcullis/store';
import { RedisHalf } from './redis-half.js';
import { type RedisStoreOptions, readStoreOptions } from './store-options.js';

/** A store whose marks and counters are in Redis. */
export interface RedisStore extends Store {
  /**
   * Sends a command over the connection of this store, for `rate-limit-redis` and its like: within the deadline, and a
   * 503 when there is no answer. `NOSCRIPT` is thrown as Redis says it.
   *
   * @param key The one key of the command; `undefined` when it has none.
   */
  sendCommand<Reply = unknown>(key: string | undefined, command: readonly string[]): Promise<Reply>;
}

/**
 * A store for many instances: one-time marks and counters in Redis (6.2 or newer), everything else where
 * `durable` keeps it. What one instance revokes is announced through Redis, and every other one reads it at once from
 * the durable store, in place of at its next polling.
 *
 * Nothing is connected before `ready()`, which readies the durable store too; `close()` closes both. While Redis is
 * away, marks and counters are a 503, and the view of what is revoked lives by the polling of the durable store.
 *
 * @throws TypeError for an unknown option or a wrong value.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const settings = readStoreOptions(options);
  const { durable } = settings;
  const redis = new RedisHalf(settings);
  const open = async (): Promise<void> => {
    await durable.ready();
    await redis.open();
  };
  let opened: Promise<void> | undefined;
  return {
    clients: durable.clients,
    apiKeys: durable.apiKeys,
    users: durable.users,
    signingKeys: durable.signingKeys,
    codes: durable.codes,
    families: durable.families,
    accessTokens: durable.accessTokens,
    consents: durable.consents,
    usage: durable.usage,
    revocations: durable.revocations,
    marks: redis.marks,
    counters: redis.counters,
    sweep: (limit) => durable.sweep(limit),
    sendCommand: <Reply>(key: string | undefined, command: readonly string[]) =>
      redis.commands.send(key, command) as Promise<Reply>,
    ready() {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    async close() {
      await redis.close();
      await durable.close();
    },
  };
}
