import { checkOptions, checkWholeNumber } from '@portcullis/core';
import { RedisStore } from 'rate-limit-redis';
import type { CreateRateLimitStore } from '../rate-limit/rate-windows.js';

/** Sends commands to Redis: a store of `@portcullis/store-redis`, or a client of any make in two lines. */
export interface RedisCommands {
  /** @param key The one key of the command, by which a cluster finds its node; `undefined` when it has none. */
  sendCommand(key: string | undefined, command: readonly string[]): Promise<unknown>;
}

export interface RedisRateLimitStoreOptions {
  readonly redis: RedisCommands;
  /** What the names in Redis begin with. @default 'portcullis:limit:' */
  readonly prefix?: string;
  /** A command that has no answer by then has failed. @default 1000 */
  readonly timeoutMs?: number;
}

const action = 'Cannot create Redis store for rate limits';

/**
 * Counts the calls of `keyRateLimit` in Redis, for many instances, by `rate-limit-redis`. Nothing is sent before the
 * first call, and a Redis that was away is asked again by the next one.
 *
 * @throws TypeError for an unknown option or a wrong value.
 * @example
 * keyRateLimit({ planOf, store: redisRateLimitStore({ redis: store }) });
 * const redis = { sendCommand: (_key, command) => client.sendCommand(command) }; // a client of the package redis
 */
export function redisRateLimitStore(options: RedisRateLimitStoreOptions): CreateRateLimitStore {
  checkOptions(action, options, ['redis', 'prefix', 'timeoutMs']);
  const { redis, prefix = 'portcullis:limit:', timeoutMs = 1000 } = options;
  if (typeof redis?.sendCommand !== 'function') throw new TypeError(`${action}: redis must have sendCommand`);
  if (typeof prefix !== 'string') throw new TypeError(`${action}: prefix must be a text`);
  checkWholeNumber(action, 'timeoutMs', timeoutMs, 1, 60_000);
  return (window) =>
    new LazyRedisStore({
      prefix: prefix + window,
      sendCommandCluster: ({ key, command }) =>
        withinDeadline(timeoutMs, redis.sendCommand(key, command) as Promise<string>),
    });
}

/** The name of no script: Redis answers that it does not know it, and the library sends the script in full. */
const unknownScript = Promise.resolve('0'.repeat(40));

/** The library loads its scripts once, at the start, and never again when that failed. This one loads when it counts. */
class LazyRedisStore extends RedisStore {
  override async init({ windowMs }: { readonly windowMs: number }): Promise<void> {
    this.windowMs = windowMs;
    this.incrementScriptSha = unknownScript;
    this.getScriptSha = unknownScript;
  }

  override async increment(key: string) {
    try {
      return await super.increment(key);
    } catch (error) {
      this.incrementScriptSha = unknownScript;
      throw error;
    }
  }
}

function withinDeadline<T>(milliseconds: number, reply: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`Redis gave no answer within ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
