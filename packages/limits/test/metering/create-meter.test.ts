import type { IncomingMessage } from 'node:http';
import { ServiceUnavailableError } from '@portcullis/core';
import { createMemoryStore } from '@portcullis/store';
import { SettableClock } from '@portcullis/store/contract';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { keyGuard } from '../../../../test/support/key-guard.js';
import { createMeter, type MeterOptions } from '../../src/metering/create-meter.js';
import { keyRateLimit } from '../../src/rate-limit/key-rate-limit.js';
import { atTheEnd, serveLimited } from '../support/serve-limited.js';

const operationOf = ({ method, url }: IncomingMessage) => `${method} ${url}`;

describe.each(bothExpresses)('createMeter on %s', (_, express) => {
  function create(options: Partial<MeterOptions> = {}) {
    const { usage } = createMemoryStore();
    const meter = createMeter({ usage, operationOf, ...options });
    atTheEnd(meter.close);
    return meter;
  }

  it.each([
    ['no guard', []],
    ['a token alone', [keyGuard('token')]],
  ])('is a 500 that says why behind %s', async (_name, guards) => {
    const app = await serveLimited(express, [...guards, create().count]);
    expect((await app.ask('key-1')).status).toBe(500);
    expect(app.errors).toMatchObject([{ message: expect.stringContaining('mount apiKey() in front of it') }]);
  });

  it('counts calls by key and operation, whatever the handler answers', async () => {
    const meter = create();
    const app = await serveLimited(express, [keyGuard(), meter.count]);
    await Promise.all([...Array(20)].map((_call, index) => app.ask(`key-${index % 2}`, '/200')));
    await Promise.all([...Array(5)].map(() => app.ask('key-0', '/404')));
    const day = new Date().toISOString().slice(0, 10);
    expect(await meter.usageOf('key-0')).toEqual([
      { keyId: 'key-0', day, operation: 'GET /200', calls: 10 },
      { keyId: 'key-0', day, operation: 'GET /404', calls: 5 },
    ]);
    expect(await meter.usageOf('key-1')).toMatchObject([{ operation: 'GET /200', calls: 10 }]);
    expect(await meter.usageOf('key-2')).toEqual([]);
  });

  it('does not count what was refused before it, nor what is no operation', async () => {
    const meter = create({ operationOf: (req) => (req.url === '/404' ? undefined : operationOf(req)) });
    const limit = keyRateLimit({ planOf: () => ({ limit: 3, windowSeconds: 60 }) });
    atTheEnd(limit.close);
    const app = await serveLimited(express, [keyGuard(), limit, meter.count]);
    expect((await app.ask()).status).toBe(401);
    expect((await app.ask('key-1', '/404')).status).toBe(404);
    await app.askAtOnce(10, 'key-1');
    expect(await meter.usageOf('key-1')).toMatchObject([{ operation: 'GET /', calls: 2 }]);
  });

  it('counts by the day of UTC, back and forth over midnight', async () => {
    const clock = new SettableClock();
    clock.set(Date.UTC(2030, 0, 1) - 1);
    const meter = create({ clock });
    const app = await serveLimited(express, [keyGuard(), meter.count]);
    for (const step of [1, 1, -1, -1]) {
      await app.ask('key-1');
      clock.advance(step);
    }
    expect(await meter.usageOf('key-1')).toMatchObject([
      { day: '2029-12-31', calls: 1 },
      { day: '2030-01-01', calls: 3 },
    ]);
    expect(await meter.usageOf('key-1', { to: '2029-12-31' })).toMatchObject([{ calls: 1 }]);
    expect(await meter.usageOf('key-1', { from: '2030-01-01' })).toMatchObject([{ calls: 3 }]);
  });

  it('serves on while the store is away, and rejects whoever reads', async () => {
    const { usage } = createMemoryStore();
    const down = () => Promise.reject(new ServiceUnavailableError('Down', { reason: 'store_unavailable' }));
    const store = { add: down as typeof usage.add, list: usage.list.bind(usage) };
    const meter = create({ usage: store });
    const app = await serveLimited(express, [keyGuard(), meter.count]);
    expect((await app.ask('key-1')).status).toBe(200);
    await expect(meter.usageOf('key-1')).rejects.toMatchObject({ status: 503 });
    expect((await app.ask('key-1')).status).toBe(200);
    store.add = usage.add.bind(usage);
    expect(await meter.usageOf('key-1')).toMatchObject([{ calls: 2 }]);
  });

  it('is a 500 when operationOf throws, or gives what no store keeps', async () => {
    const answers = [() => bug(), () => 'x'.repeat(10_000)];
    const meter = create({ operationOf: () => answers.shift()?.() });
    const app = await serveLimited(express, [keyGuard(), meter.count]);
    expect((await app.ask('key-1')).status).toBe(500);
    expect((await app.ask('key-1')).status).toBe(500);
    expect((await app.ask('key-1')).status).toBe(200);
  });
});

const { usage } = createMemoryStore();
it.each([
  [{}, /usage is missing/],
  [{ usage }, /operationOf must be a function/],
  [{ usage, operationOf, flushSeconds: 0 }, /flushSeconds is 0/],
  [{ usage, operationOf, everySeconds: 5 }, /unknown option "everySeconds"/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => createMeter(options)).toThrow(message);
});

function bug(): never {
  throw new Error('A bug of the app');
}
