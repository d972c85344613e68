import { allOf, defineGuard, optional, ServiceUnavailableError } from '@portcullis/core';
import { createMemoryStore, type UsageCount } from '@portcullis/store';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../../test/support/both-expresses.js';
import { keyGuard } from '../../../../test/support/key-guard.js';
import { createMeter } from '../../src/metering/create-meter.js';
import { usageAdministration } from '../../src/metering/usage-administration.js';
import { atTheEnd, serveLimited } from '../support/serve-limited.js';

const isAdmin = defineGuard('isAdmin', {
  check: ({ credentials }) => credentials.apiKey?.id === 'admin',
});
const guard = allOf(keyGuard(), isAdmin);

describe.each(bothExpresses)('usageAdministration on %s', (_, express) => {
  async function start() {
    const { usage } = createMemoryStore();
    const meter = createMeter({ usage, operationOf: ({ url }) => url });
    atTheEnd(meter.close);
    await usage.add('batch-1', [
      { keyId: 'key-1', day: '2026-11-20', operation: 'read', calls: 7 },
      { keyId: 'key-1', day: '2026-11-21', operation: 'read', calls: 2 },
    ]);
    const isKey = async (keyId: string) => keyId.startsWith('key-');
    const app = await serveLimited(express, [keyGuard()], (mounted) => {
      mounted.use('/keys', usageAdministration({ meter, guard, isKey }));
    });
    return { app, usage };
  }

  it.each([
    ['nobody', undefined, 401],
    ['who may not', 'key-1', 403],
  ])('refuses %s', async (_name, key, status) => {
    const { app } = await start();
    expect((await app.ask(key, '/keys/key-1/usage')).status).toBe(status);
  });

  it.each(['from=today', 'to=2026-02-30', 'from=2026-1-1', 'from='])('refuses %s', async (query) => {
    const { app } = await start();
    expect((await app.ask('admin', `/keys/key-1/usage?${query}`)).status).toBe(400);
  });

  it('does not know a key that there is not, and no other method', async () => {
    const { app } = await start();
    const response = await app.ask('admin', '/keys/other/usage');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'unknown_key' });
    const headers = { key: 'admin' };
    expect((await fetch(`${app.url}/keys/key-1/usage`, { method: 'DELETE', headers })).status).toBe(405);
  });

  it('is 503 while the store is away', async () => {
    const { app, usage } = await start();
    usage.list = () => Promise.reject(new ServiceUnavailableError('Down', { reason: 'store_unavailable' }));
    expect((await app.ask('admin', '/keys/key-1/usage')).status).toBe(503);
  });

  it.each([
    ['', [7, 2]],
    ['?from=2026-11-21', [2]],
    ['?to=2026-11-20', [7]],
    ['?from=2026-11-20&to=2026-11-21', [7, 2]],
    ['?from=2026-12-01', []],
  ])('shows the counts of a key: %s', async (query, calls) => {
    const { app } = await start();
    const response = await app.ask('admin', `/keys/key-1/usage${query}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { usage } = (await response.json()) as { readonly usage: readonly UsageCount[] };
    expect(usage.map((count) => count.calls)).toEqual(calls);
    for (const count of usage) expect(Object.keys(count)).toEqual(['day', 'operation', 'calls']);
  });
});

const { usage } = createMemoryStore();
const meter = createMeter({ usage, operationOf: () => 'read' });
it.each([
  [{}, /usageOf of the meter must be a function/],
  [{ meter }, /guard is missing/],
  [{ meter, guard: optional(keyGuard()) }, /guard lets everybody through/],
  [{ meter, guard, isKey: 'key-1' }, /isKey must be a function/],
  [{ meter, guard, keys: {} }, /unknown option "keys"/],
])('does not start with %j', (options, message) => {
  // @ts-expect-error wrong on purpose
  expect(() => usageAdministration(options)).toThrow(message);
});
