import { setTimeout as wait } from 'node:timers/promises';
import { createMemoryStore } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { keyGuard } from '../../../test/support/key-guard.js';
import { keyQuota } from '../src/quota/key-quota.js';
import { keyRateLimit } from '../src/rate-limit/key-rate-limit.js';
import { serveLimited } from './support/serve-limited.js';

const slowMs = 60;

/** What is slow, and whether it lets the call through in the end. */
const limiters: readonly [string, () => (...args: never[]) => unknown][] = [
  ['planOf', () => keyRateLimit({ planOf: () => later({ limit: 5, windowSeconds: 10 }) })],
  ['planOf, which fails', () => keyRateLimit({ planOf: () => later(null) as never })],
  [
    'the store of a limit',
    () =>
      keyRateLimit({
        planOf: () => ({ limit: 5, windowSeconds: 10 }),
        store: () => ({
          increment: () => later({ totalHits: 1, resetTime: new Date() }),
          decrement: () => {},
        }),
      }),
  ],
  [
    'the store of a limit, which is reached',
    () =>
      keyRateLimit({
        planOf: () => ({ limit: 5, windowSeconds: 10 }),
        store: () => ({
          increment: () => later({ totalHits: 6, resetTime: new Date() }),
          decrement: () => {},
        }),
      }),
  ],
  [
    'quotaOf',
    () => keyQuota({ quotaOf: () => later(5), period: 'day', counters: createMemoryStore().counters }),
  ],
];

describe.each(bothExpresses)('a call on %s that was answered while it waited for a limiter', (_, express) => {
  it.each(limiters)('is left as it is: %s', async (_name, create) => {
    let handled = 0;
    const app = await serveLimited(express, [
      keyGuard(),
      (_req: never, res: { status(code: number): { json(body: object): void } }, next: () => void) => {
        globalThis.setTimeout(() => res.status(504).json({}), slowMs / 3);
        next();
      },
      create(),
      (_req: never, _res: never, next: () => void) => {
        handled += 1;
        next();
      },
    ]);
    expect((await app.ask('key-1')).status).toBe(504);
    await wait(slowMs);
    expect([handled, app.errors, app.decisions]).toEqual([0, [], []]);
  });
});

async function later<T>(value: T): Promise<T> {
  await wait(slowMs);
  return value;
}
