import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ForbiddenError } from '@portcullis/core';
import { type CounterStore, createMemoryStore } from '@portcullis/store';
import { SettableClock } from '@portcullis/store/contract';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { until } from '../../../../test/support/engines.js';
import { keyGuard } from '../../../../test/support/key-guard.js';
import { type KeyQuotaOptions, keyQuota } from '../../src/quota/key-quota.js';
import { countOf, serveLimited } from '../support/serve-limited.js';

const quotaOf = () => 10;
const period = 'day';

/** Counters that answer by a promise, some time later. */
function slowly(counters: CounterStore): CounterStore {
  const later = async <T>(work: () => T): Promise<T> => {
    await wait(Math.random() * 5);
    return work();
  };
  return {
    peek: (...args) => later(() => counters.peek(...args)),
    hit: (...args) => later(() => counters.hit(...args)),
    reserve: (...args) => later(() => counters.reserve(...args)),
    refund: (...args) => later(() => counters.refund(...args)),
  } as CounterStore;
}

const speeds: readonly [string, (counters: CounterStore) => CounterStore][] = [
  ['at once', (counters) => counters],
  ['later', slowly],
];

describe.each(bothExpresses)('keyQuota on %s', (_, express) => {
  const start = (options: Partial<KeyQuotaOptions> = {}) =>
    serveLimited(express, [
      keyGuard(),
      keyQuota({ quotaOf, period, counters: createMemoryStore().counters, ...options }),
    ]);

  it.each([
    ['no guard', []],
    ['a token alone', [keyGuard('token')]],
  ])('is a 500 that says why, and lets nobody through, behind %s', async (_name, guards) => {
    const quota = keyQuota({ quotaOf, period, counters: createMemoryStore().counters });
    const app = await serveLimited(express, [...guards, quota]);
    expect((await app.ask('key-1')).status).toBe(500);
    expect(app.errors).toMatchObject([{ message: expect.stringContaining('mount apiKey() in front of it') }]);
  });

  const bugs: readonly [string, () => unknown][] = [
    ['gives nothing', () => undefined],
    ['gives infinity', () => Number.POSITIVE_INFINITY],
    ['gives less than nothing', () => -1],
    ['gives a text', async () => '10'],
    ['rejects', () => Promise.reject(new Error('A bug of the app'))],
  ];
  it.each(bugs)('lets nobody through when quotaOf %s', async (_name, wrong) => {
    const app = await start({ quotaOf: wrong as KeyQuotaOptions['quotaOf'] });
    expect((await app.ask('key-1')).status).toBe(500);
    expect(app.decisions).toMatchObject([{ guard: 'keyQuota', reason: 'internal_error' }]);
  });

  it('answers the refusal that quotaOf throws', async () => {
    const refuse = () => {
      throw new ForbiddenError('No plan', { reason: 'app:no_plan' });
    };
    expect((await (await start({ quotaOf: refuse })).ask('key-1')).status).toBe(403);
  });

  it('refuses with 429, the time until the day is over, a problem and an event', async () => {
    const clock = new SettableClock();
    clock.set(Date.UTC(2030, 0, 31, 23, 0, 0));
    const { counters } = createMemoryStore({ clock });
    const app = await start({ quotaOf: () => 0, counters, clock });
    const response = await app.ask('key-1');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3600']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ status: 429, error: 'quota_exhausted' });
    expect(app.decisions).toMatchObject([{ guard: 'keyQuota', outcome: 'deny', reason: 'quota_exhausted' }]);
  });

  it.each([
    ['day', Date.UTC(2028, 1, 28, 23, 59, 59), 1],
    ['month', Date.UTC(2028, 1, 28, 0, 0, 0), 2 * 86_400],
  ] as const)('begins anew with the next %s, by UTC', async (period, now, seconds) => {
    const clock = new SettableClock();
    clock.set(now);
    const { counters } = createMemoryStore({ clock });
    const app = await start({ quotaOf: () => 2, counters, clock, period });
    expect(countOf(200, await app.askAtOnce(3, 'key-1'))).toBe(2);
    clock.advance(seconds * 1000 - 1);
    const late = await app.ask('key-1');
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '1']);
    clock.advance(1);
    expect(countOf(200, await app.askAtOnce(3, 'key-1'))).toBe(2);
  });

  describe.each(speeds)('on counters that answer %s', (_speed, madeFrom) => {
    const startOn = (options: Partial<KeyQuotaOptions> = {}) =>
      start({ counters: madeFrom(createMemoryStore().counters), ...options });

    it('lets exactly the quota through of fifty calls at once', async () => {
      const app = await startOn();
      const statuses = await app.askAtOnce(50, 'key-1');
      expect([countOf(200, statuses), countOf(429, statuses)]).toEqual([10, 40]);
      expect((await app.ask('key-2')).status).toBe(200);
    });

    it.each([400, 404, 500, 503])('does not charge an answer of %i', async (status) => {
      const app = await startOn({ quotaOf: () => 1 });
      for (let time = 0; time < 3; time++) {
        expect((await app.ask('key-1', `/${status}`)).status).toBe(status);
        await wait(10);
      }
      expect((await app.ask('key-1')).status).toBe(200);
      expect((await app.ask('key-1')).status).toBe(429);
    });

    it.each([201, 302, 304])('charges an answer of %i', async (status) => {
      const app = await startOn({ quotaOf: () => 1 });
      const options = { headers: { key: 'key-1' }, redirect: 'manual' } as const;
      expect((await fetch(`${app.url}/${status}`, options)).status).toBe(status);
      expect((await app.ask('key-1')).status).toBe(429);
    });

    it.each([
      ['while it was charged', 0],
      ['while the handler worked', 40],
    ])('charges a client that left %s: the work is done all the same', async (_when, leavesAfterMs) => {
      const { counters } = createMemoryStore();
      let handled = 0;
      const app = await serveLimited(express, [
        keyGuard(),
        keyQuota({ quotaOf: () => 1, period, counters: madeFrom(counters) }),
        async (_req: never, _res: never, next: () => void) => {
          handled += 1;
          await wait(80);
          next();
        },
      ]);
      const left = request(app.url, { headers: { key: 'key-1' } }).on('error', () => {});
      left.end();
      await until('the call is charged', 2_000, () => counters.peek(countOfToday()) !== undefined);
      await wait(leavesAfterMs);
      left.destroy();
      await wait(120);
      expect((await app.ask('key-1')).status).toBe(429);
      expect(handled).toBe(1);
    });
  });

  it('gives back what was charged when somebody else had refused the call by then', async () => {
    const { counters } = createMemoryStore();
    const slow = {
      ...slowly(counters),
      async reserve(...args: Parameters<CounterStore['reserve']>) {
        await wait(60);
        return counters.reserve(...args);
      },
    };
    let isLate = true;
    const app = await serveLimited(express, [
      keyGuard(),
      (_req: never, res: { writeHead(status: number): { end(): void } }, next: () => void) => {
        if (isLate) res.writeHead(504).end();
        next();
      },
      keyQuota({ quotaOf: () => 1, period, counters: slow }),
    ]);
    expect((await app.ask('key-1')).status).toBe(504);
    isLate = false;
    await until('the call is given back', 2_000, async () => (await app.ask('key-1')).status === 200);
    expect((await app.ask('key-1')).status).toBe(429);
  });

  it('charges an answer that had begun when the client left', async () => {
    const app = await serveLimited(express, [
      keyGuard(),
      keyQuota({ quotaOf: () => 1, period, counters: createMemoryStore().counters }),
      (_req: never, res: { write(text: string): void }) => res.write('half of it'),
    ]);
    const left = request(app.url, { headers: { key: 'key-1' } }).on('error', () => {});
    left.end();
    await new Promise((resolve) => left.once('response', (response) => response.once('data', resolve)));
    left.destroy();
    await wait(50);
    expect((await app.ask('key-1')).status).toBe(429);
  });

  it('gives back to the day that was charged, never to the next one', async () => {
    const clock = new SettableClock();
    clock.set(Date.UTC(2030, 0, 1, 23, 59, 59));
    const { counters } = createMemoryStore({ clock });
    const quota = keyQuota({ quotaOf: () => 1, period, counters, clock });
    const midnight = (_req: never, _res: never, next: () => void) => {
      clock.advance(1000);
      counters.reserve('quota:2030-01-02:key-1', { limit: 1, windowMs: 1000 });
      next();
    };
    const app = await serveLimited(express, [keyGuard(), quota, midnight]);
    expect((await app.ask('key-1', '/500')).status).toBe(500);
    expect(counters.peek('quota:2030-01-02:key-1')).toMatchObject({ count: 1 });
  });

  it('neither counts nor stops a key without a quota', async () => {
    const app = await start({ quotaOf: async () => null, counters: { reserve: down } as never });
    expect(countOf(200, await app.askAtOnce(20, 'key-1'))).toBe(20);
  });

  const downs: readonly [string, () => never][] = [
    ['reject', () => down() as never],
    ['throw', () => bug()],
  ];
  it.each(downs)('is 503 when the counters %s, with an event', async (_name, reserve) => {
    const app = await start({ counters: { ...createMemoryStore().counters, reserve } });
    expect((await app.ask('key-1')).status).toBe(503);
    expect(app.decisions).toMatchObject([{ outcome: 'deny', reason: 'limiter_unavailable', status: 503 }]);
  });

  it.each(downs)('lets calls through when the counters %s, where it is told to', async (_name, reserve) => {
    const counters = { ...createMemoryStore().counters, reserve };
    const app = await start({ counters, storeFailure: 'let-through' });
    expect((await app.ask('key-1')).status).toBe(200);
    expect(app.decisions).toMatchObject([
      { guard: 'keyQuota', outcome: 'report', reason: 'limiter_unavailable' },
    ]);
  });

  it('goes on when the counters do not take a refund', async () => {
    const { counters } = createMemoryStore();
    const app = await start({
      counters: { peek: down, hit: down, reserve: (...args) => counters.reserve(...args), refund: down },
    });
    expect((await app.ask('key-1', '/500')).status).toBe(500);
    expect((await app.ask('key-1')).status).toBe(200);
  });
});

const { counters } = createMemoryStore();
it.each([
  [{}, /quotaOf must be a function/],
  [{ quotaOf, counters }, /period is undefined, must be day or month/],
  [{ quotaOf, counters, period: 'week' }, /period is week/],
  [{ quotaOf, period }, /counters is missing/],
  [{ quotaOf, period, counters, storeFailure: true }, /storeFailure is true/],
  [{ quotaOf, period, counters, name: '' }, /name must be/],
  [{ quotaOf, period, counters, perDay: 5 }, /unknown option "perDay"/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => keyQuota(options)).toThrow(message);
});

function countOfToday(): string {
  return `quota:${new Date().toISOString().slice(0, 10)}:key-1`;
}

function down(): Promise<never> {
  return Promise.reject(new Error('Down'));
}

function bug(): never {
  throw new Error('Down');
}
