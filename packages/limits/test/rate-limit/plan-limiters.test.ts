import { createMemoryStore } from '@portcullis/store';
import express from 'express';
import { expect, it } from 'vitest';
import { keyGuard } from '../../../../test/support/key-guard.js';
import { LimitedCall } from '../../src/limited-call.js';
import { createPlanLimiters } from '../../src/rate-limit/plan-limiters.js';
import { serveLimited } from '../support/serve-limited.js';

const plan = { limit: 2, windowSeconds: 60 };

it('forgets limiters of too many plans, and no counts with them', async () => {
  const store = createMemoryStore().counters;
  const limiters = createPlanLimiters({ by: 'test', store, name: 'calls', policy: undefined });
  const limit = (req: never, res: never, next: never) => {
    const call = new LimitedCall('test', 'refuse', req, res, next);
    limiters.of(plan)(req, res, ((error?: unknown) =>
      error === undefined ? call.goOn() : call.stop(error)) as never);
  };
  const app = await serveLimited(express, [keyGuard(), limit]);
  const first = limiters.of(plan);
  expect((await app.ask('key-1')).status).toBe(200);
  expect(limiters.of({ ...plan })).toBe(first);
  for (let other = 0; other < 1000; other++) limiters.of({ ...plan, limit: 10 + other });
  expect(limiters.of(plan)).not.toBe(first);
  expect((await app.ask('key-1')).status).toBe(200);
  expect((await app.ask('key-1')).status).toBe(429);
  await limiters.close();
});
