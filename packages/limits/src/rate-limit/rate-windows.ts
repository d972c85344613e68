import type { Eventually } from '@portcullis/core';
import type { CounterStore } from '@portcullis/store';

/** A store of `express-rate-limit`, as far as it is needed here. */
export interface RateLimitStore {
  init?(options: { readonly windowMs: number }): unknown;
  increment(key: string): Eventually<{ readonly totalHits: number; readonly resetTime: Date | undefined }>;
  decrement(key: string): Eventually<void>;
  shutdown?(): Eventually<void>;
}

/** Makes a store for the windows of one length. @param prefix What the names of its counts must begin with. */
export type CreateRateLimitStore = (prefix: string) => RateLimitStore;

/** What is said to `express-rate-limit` of a call. More hits than the limit: it was refused. */
export interface Taken {
  readonly totalHits: number;
  readonly resetTime: Date;
}

/** Calls of keys in windows of one length. What is over the limit is not counted. */
export interface RateWindows {
  take(keyId: string, limit: number): Promise<Taken>;
  close(): Promise<void>;
}

/** In counters a refused call is never counted. */
export function windowsInCounters(counters: CounterStore, prefix: string, windowMs: number): RateWindows {
  return {
    async take(keyId, limit) {
      const { granted, count, resetsAt } = await counters.reserve(prefix + keyId, { windowMs, limit });
      return { totalHits: granted ? count : limit + 1, resetTime: new Date(resetsAt) };
    },
    async close() {},
  };
}

/** A call is not taken back this shortly before its window ends: that could reach the store in the next one. */
const takeBackMarginMs = 1000;

/** In a store of `express-rate-limit` a refused call is counted, and taken back. */
export function windowsInStore(store: RateLimitStore, windowMs: number): RateWindows {
  // A store that cannot begin says so again when it is to count.
  Promise.resolve(store.init?.({ windowMs })).catch(() => {});

  async function takeBack(keyId: string, resetTime: Date): Promise<void> {
    if (resetTime.getTime() - Date.now() > takeBackMarginMs) await store.decrement(keyId);
  }

  return {
    async take(keyId, limit) {
      const { totalHits, resetTime = new Date(Date.now() + windowMs) } = await store.increment(keyId);
      // Lost, it makes nobody wait longer than to the end of the window.
      if (totalHits > limit) takeBack(keyId, resetTime).catch(() => {});
      return { totalHits, resetTime };
    },
    async close() {
      await store.shutdown?.();
    },
  };
}
