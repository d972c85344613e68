import { ForbiddenError, refusals } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { keyGuard } from '../../../../test/support/key-guard.js';
import { type KeyRateLimitOptions, keyRateLimit } from '../../src/rate-limit/key-rate-limit.js';
import type { RateLimitStore } from '../../src/rate-limit/rate-windows.js';
import { atTheEnd, countOf, serveLimited } from '../support/serve-limited.js';

const fiveInTen = { limit: 5, windowSeconds: 10 };
const planOf = () => fiveInTen;

afterEach(() => {
  vi.useRealTimers();
});

/** Moves the clock of this process. */
function atTime(now: number): (seconds: number) => void {
  vi.useFakeTimers({ toFake: ['Date'], now });
  return (seconds) => vi.setSystemTime(Date.now() + seconds * 1000);
}

function limitBy(options: Partial<KeyRateLimitOptions> = {}) {
  const limit = keyRateLimit({ planOf, ...options });
  atTheEnd(limit.close);
  return limit;
}

const down = () => Promise.reject(new Error('Down'));
const failing: readonly [string, KeyRateLimitOptions['store']][] = [
  ['counters', { ...createMemoryStore().counters, reserve: down }],
  ['a store of express-rate-limit', () => ({ increment: down, decrement: () => {} })],
  [
    'a store that throws',
    () => ({
      increment: () => {
        throw new Error('Down');
      },
      decrement: () => {},
    }),
  ],
];

/** Each call makes a store of its own. */
const stores: readonly [string, () => KeyRateLimitOptions['store'] | undefined][] = [
  ['the memory of the process', () => undefined],
  ['counters', () => createMemoryStore().counters],
];

describe.each(bothExpresses)('keyRateLimit on %s', (_, express) => {
  const start = (options: Partial<KeyRateLimitOptions> = {}) =>
    serveLimited(express, [keyGuard(), limitBy(options)]);

  it.each([
    ['no guard', []],
    ['a token alone', [keyGuard('token')]],
  ])('is a 500 that says why, and lets nobody through, behind %s', async (_name, guards) => {
    const app = await serveLimited(express, [...guards, limitBy()]);
    expect((await app.ask('key-1')).status).toBe(500);
    expect(app.errors).toMatchObject([{ message: expect.stringContaining('mount apiKey() in front of it') }]);
    expect(app.decisions).toMatchObject([
      { guard: 'keyRateLimit', outcome: 'deny', reason: 'internal_error' },
    ]);
  });

  const bugs: readonly [string, () => unknown][] = [
    ['throws', () => bug()],
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['gives nothing', () => undefined],
    ['gives null later', async () => null],
    ['gives a limit of 0', () => ({ limit: 0, windowSeconds: 1 })],
    ['gives half a second', () => ({ limit: 1, windowSeconds: 0.5 })],
    ['gives more than a day', () => ({ limit: 1, windowSeconds: 86_401 })],
    ['gives a text', () => ({ limit: '5', windowSeconds: 10 })],
  ];
  it.each(bugs)('lets nobody through when planOf %s', async (_name, wrong) => {
    const app = await start({ planOf: wrong as KeyRateLimitOptions['planOf'] });
    expect((await app.ask('key-1')).status).toBe(500);
    expect(app.errors).toHaveLength(1);
    expect(app.decisions).toMatchObject([{ reason: 'internal_error', status: 500 }]);
  });

  it('answers the refusal that planOf throws', async () => {
    const refuse = () => Promise.reject(new ForbiddenError('No plan', { reason: 'app:no_plan' }));
    const app = await start({ planOf: refuse });
    expect((await app.ask('key-1')).status).toBe(403);
    expect(app.decisions).toMatchObject([{ guard: 'keyRateLimit', reason: 'app:no_plan' }]);
  });

  it('does not take more lengths of windows than it may need timers for', async () => {
    let windowSeconds = 0;
    const app = await start({ planOf: () => ({ limit: 1, windowSeconds: ++windowSeconds }) });
    for (let time = 0; time < 100; time++) expect((await app.ask('key-1')).status).toBe(200);
    expect((await app.ask('key-1')).status).toBe(500);
  });

  describe.each(stores)('counting in %s', (_store, createStore) => {
    const startCounting = (options: Partial<KeyRateLimitOptions> = {}) => {
      const store = createStore();
      return start(store === undefined ? options : { store, ...options });
    };

    it('refuses what is over the limit with 429, Retry-After, a problem and an event', async () => {
      const app = await startCounting();
      expect(await app.askAtOnce(5, 'key-1')).toEqual(Array(5).fill(200));
      const response = await app.ask('key-1');
      expect(response.status).toBe(429);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(9);
      expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(10);
      expect(await response.json()).toMatchObject({ status: 429, error: 'rate_limited' });
      expect(app.decisions).toMatchObject([
        {
          guard: 'keyRateLimit',
          outcome: 'deny',
          reason: 'rate_limited',
          credentialIds: { apiKey: 'key-1' },
        },
      ]);
    });

    it('counts each key for itself, whatever the address', async () => {
      const app = await startCounting();
      expect(countOf(429, await app.askAtOnce(6, 'key-1'))).toBe(1);
      expect((await app.ask('key-2')).status).toBe(200);
    });

    it('lets exactly the limit through of fifty calls at once', async () => {
      const app = await startCounting();
      const statuses = await app.askAtOnce(50, 'key-1');
      expect([countOf(200, statuses), countOf(429, statuses)]).toEqual([5, 45]);
    });

    it('says in each answer what is left, as draft 8 has it', async () => {
      const app = await startCounting();
      for (const left of [4, 3, 2, 1, 0, 0]) {
        const { headers } = await app.ask('key-1');
        expect(headers.get('ratelimit')).toMatch(new RegExp(`^"5-in-10sec"; r=${left}; t=\\d+$`));
        expect(headers.get('ratelimit-policy')).toMatch(/^"5-in-10sec"; q=5; w=10; pk=:[\w+/=]+:$/);
        expect(headers.get('x-ratelimit-limit')).toBeNull();
      }
    });

    it('does not count what it refused: a higher plan has all of its calls', async () => {
      let plan = fiveInTen;
      const app = await startCounting({ planOf: async () => plan });
      expect(countOf(200, await app.askAtOnce(25, 'key-1'))).toBe(5);
      plan = { limit: 8, windowSeconds: 10 };
      expect(countOf(200, await app.askAtOnce(25, 'key-1'))).toBe(3);
    });

    it('gives plans their own windows', async () => {
      const plans = { slow: { limit: 2, windowSeconds: 60 }, fast: { limit: 3, windowSeconds: 1 } };
      const app = await startCounting({
        planOf: ({ credentials }) => (credentials.apiKey?.id === 'fast' ? plans.fast : plans.slow),
      });
      expect(countOf(200, await app.askAtOnce(5, 'slow'))).toBe(2);
      expect(countOf(200, await app.askAtOnce(5, 'fast'))).toBe(3);
      expect((await app.ask('slow')).headers.get('ratelimit-policy')).toMatch(/^"2-in-1min"; q=2; w=60; /);
      expect((await app.ask('fast')).headers.get('ratelimit-policy')).toMatch(/^"3-in-1sec"; q=3; w=1; /);
    });
  });

  it('opens a new window at the end of the last one, not before', async () => {
    const pass = atTime(Date.UTC(2030, 0, 1));
    const app = await start();
    expect(countOf(200, await app.askAtOnce(6, 'key-1'))).toBe(5);
    pass(9);
    const late = await app.ask('key-1');
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '1']);
    pass(1);
    expect(countOf(200, await app.askAtOnce(6, 'key-1'))).toBe(5);
    pass(60);
    expect((await app.ask('key-1')).headers.get('ratelimit')).toBe('"5-in-10sec"; r=4; t=10');
  });

  it.each(failing)('is 503 when %s fails, with an event', async (_name, store) => {
    const app = await start({ ...(store !== undefined && { store }) });
    const response = await app.ask('key-1');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
    expect(app.decisions).toMatchObject([
      { guard: 'keyRateLimit', outcome: 'deny', reason: 'limiter_unavailable', status: 503 },
    ]);
  });

  it.each(failing)(
    'lets calls through when %s fails, where it is told to, with an event',
    async (_name, store) => {
      const app = await start({ storeFailure: 'let-through', ...(store !== undefined && { store }) });
      const response = await app.ask('key-1');
      expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null]);
      expect(app.decisions).toMatchObject([
        {
          guard: 'keyRateLimit',
          outcome: 'report',
          reason: 'limiter_unavailable',
          error: { cause: expect.anything() },
        },
      ]);
    },
  );

  it('lets nobody over the limit through where it lets calls through without a store', async () => {
    const app = await start({ storeFailure: 'let-through' });
    expect(countOf(200, await app.askAtOnce(10, 'key-1'))).toBe(5);
  });

  it('hands its refusal to the app that wants it', async () => {
    const app = await serveLimited(express, [keyGuard(), limitBy()], (mounted) => {
      mounted.use(refusals({ forward: true }));
    });
    expect(countOf(429, await app.askAtOnce(6, 'key-1'))).toBe(1);
    expect(app.decisions).toHaveLength(1);
  });

  it('counts limits of different names apart, on the same counters', async () => {
    const { counters } = createMemoryStore();
    const app = await serveLimited(express, [
      keyGuard(),
      limitBy({ store: counters, name: 'all' }),
      limitBy({ store: counters, name: 'search', planOf: () => ({ limit: 2, windowSeconds: 10 }) }),
    ]);
    const response = await app.ask('key-1');
    expect(response.headers.get('ratelimit')).toMatch(/^"all"; r=4; t=\d+, "search"; r=1; t=\d+$/);
    expect(countOf(200, await app.askAtOnce(5, 'key-1'))).toBe(1);
  });
});

it('names counts after the limit and its window, and asks a store to begin once', async () => {
  const begun: unknown[] = [];
  const create = (prefix: string): RateLimitStore => ({
    init: (options) => begun.push([prefix, options]),
    increment: () => ({ totalHits: 1, resetTime: undefined }),
    decrement: () => {},
    shutdown: () => void begun.push('over'),
  });
  const limit = keyRateLimit({ planOf, store: create, name: 'search' });
  const app = await serveLimited(bothExpresses[1]![1], [keyGuard(), limit]);
  expect(await app.askAtOnce(3, 'key-1')).toEqual([200, 200, 200]);
  await limit.close();
  expect(begun).toEqual([['search:10:', { windowMs: 10_000 }], 'over']);
});

it.each([
  [{}, /planOf must be a function/],
  [{ planOf, storeFailure: 'open' }, /storeFailure is open, must be refuse or let-through/],
  [{ planOf, store: {} }, /store must be the counters of a store/],
  [{ planOf, store: null }, /store must be the counters of a store/],
  [{ planOf, name: 'a b' }, /name must be/],
  [{ planOf, limit: 5 }, /unknown option "limit"/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => keyRateLimit(options)).toThrow(message);
});

function bug(): never {
  throw new Error('A bug of the app');
}
